"""Asked for two and more addresses that only somebody looking for holes asks for. One may be the owner at the wrong site."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="looks for holes",
    group="declared",
    votes={"bot": 5000, "prospect": -3000, "customer": -3000, "unknown": -1000},
    fires={"probe": 2},
    quiet={"probe": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    return tally.sample("probe") if tally.count("probe") >= 2 else None
