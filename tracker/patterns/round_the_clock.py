"""Read at all hours of one day, sixteen hours from the first page to the last and more than a few: nobody sits there so long.

A browser that restores its tabs does it with two or three pages; a shared device is one whose people leave traces of a hand.
"""

from tracker.model import Pattern, Site
from tracker.tally import HAND, Tally

PATTERN = Pattern(
    says="reads day and night",
    group="behaviour",
    votes={"bot": 3000, "prospect": -1500, "customer": -800, "unknown": -500},
    fires={"page_viewed": 20, "@seconds": 72000},
    quiet={"page_viewed": 20, "@seconds": 7200},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("page_viewed")
    awake = seen is not None and seen.busiest >= 8 and seen.span >= 16 * 3_600_000 and not tally.any(*HAND)
    return f"{seen.count} pages, {seen.span // 3_600_000} hours at a stretch" if awake else None
