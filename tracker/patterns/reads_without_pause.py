"""Thirty pages and more in one go, six a minute, without a stop, a scroll or a click: a program that takes its time, or a clerk who notes prices.

One kind of sign; only with another it is a program.
"""

from tracker.model import Pattern, Site
from tracker.tally import HAND, Tally

PATTERN = Pattern(
    says="reads page after page without a pause",
    group="behaviour",
    votes={"bot": 2200, "prospect": -1500, "competitor": 200},
    fires={"page_viewed": 40, "@seconds": 200},
    quiet={"page_viewed": 40},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("page_viewed")
    steady = seen is not None and seen.busiest >= 30 and seen.busiest * 600_000 >= 60 * max(seen.span, 1000) and not tally.any(*HAND)
    return f"{seen.busiest} pages a day" if steady else None
