"""Had three payments and more refused in a day, six a minute or faster, and none that went through: lists of stolen cards are tried so.

Who mistyped a number reads it again first.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="tries one card after the other",
    group="path",
    votes={"bot": 3500, "prospect": -2500, "customer": -2500},
    fires={"payment_failed": 4, "@seconds": 8},
    quiet={"payment_failed": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    failed = tally.seen.get("payment_failed")
    tries = failed is not None and failed.busiest >= 3 and failed.pace >= 6 and not tally.any("ordered")
    return f"{failed.busiest} times, {failed.pace} a minute" if tries else None
