"""Failed to sign in twelve times and more in a day, four a minute or faster, or four times at fifteen a minute, and never came in: lists of stolen
passwords are tried so.

Who forgot a password stops earlier and asks for a new one.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="tries one password after the other",
    group="path",
    votes={"bot": 3500, "customer": -2000, "prospect": -1000},
    fires={"sign_in_failed": 20, "@seconds": 60},
    quiet={"sign_in_failed": 3},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    failed = tally.seen.get("sign_in_failed")
    guesses = failed is not None and (failed.busiest >= 12 and failed.pace >= 4 or failed.busiest >= 4 and failed.pace >= 15) and not tally.any("signed_in")
    return f"{failed.busiest} times, {failed.pace} a minute" if guesses else None
