"""Read pages faster than a person can: 30 and more a minute, five or more. Pages fetched ahead by an extension look alike."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="reads faster than a person can",
    group="behaviour",
    votes={"bot": 2500, "prospect": -1500, "competitor": -300, "unknown": -500},
    fires={"page_viewed": 9, "@seconds": 9},
    quiet={"page_viewed": 9},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("page_viewed")
    return f"{seen.pace} pages a minute" if seen is not None and seen.count >= 4 and seen.pace >= 30 and not tally.any("without_device") else None
