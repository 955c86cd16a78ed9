"""Ten pages and more at twelve to thirty a minute: hardly anybody keeps that up; a clerk who notes prices comes near.

Only with a second kind of sign is it a program.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="reads hurriedly and long",
    group="behaviour",
    votes={"bot": 1600, "prospect": -800, "competitor": 300},
    fires={"page_viewed": 15, "@seconds": 60},
    quiet={"page_viewed": 15},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("page_viewed")
    hurried = seen is not None and seen.count >= 10 and 12 <= seen.pace < 30 and not tally.any("human_hand", "signed_in", "added_to_cart")
    return f"{seen.pace} pages a minute" if hurried else None
