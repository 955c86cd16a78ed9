"""The same page on several mornings and nothing else: a browser that restores its tabs, or a page kept open. Frequency without interest."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="opened the same page again and again",
    group="behaviour",
    votes={"unknown": 1600, "prospect": -900, "competitor": -300},
    fires={"page_viewed": 4, "viewed_pricing": 4, "@days": 4},
    quiet={"page_viewed": 4, "viewed_pricing": 2, "viewed_product": 2, "@days": 4},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("page_viewed")
    if seen is None or seen.count < 3:
        return None
    topics = [
        row for name, row in tally.seen.items() if name != "page_viewed" and not name.startswith(("net_", "from_", "outdated", "scrolled", "engaged", "human", "hand", "in_log", "followed"))
    ]
    alike = all(row.count == seen.count for row in topics)
    return seen.sample if topics and alike and 3 <= seen.count <= seen.days * 2 and seen.days >= 3 else None
