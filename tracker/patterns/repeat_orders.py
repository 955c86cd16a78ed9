"""Bought on two days and more: a regular, signed in or not."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="ordered on several days",
    group="declared",
    votes={"customer": 2500, "prospect": -1000},
    fires={"ordered": 2, "@days": 2},
    quiet={"ordered": 2},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    days = tally.days("ordered")
    return f"on {days} days" if days >= 2 else None
