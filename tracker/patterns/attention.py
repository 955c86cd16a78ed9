"""Gave pages at least half a minute of attention altogether, as the page's own script counts it: a person reads."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="reads with attention",
    group="behaviour",
    votes={"bot": -2500, "prospect": 300},
    fires={"engaged_time": 45},
    quiet={"engaged_time": 5},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seconds = tally.count("engaged_time")
    return f"{seconds} seconds" if seconds >= 30 else None
