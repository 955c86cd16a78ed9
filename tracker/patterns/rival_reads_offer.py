"""Sits in a competitor's network, or at its desk, and reads prices or products: the one sign makes the other tell."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="reads the offer from a competitor's firm",
    group="network",
    votes={"competitor": 1200, "prospect": -500},
    fires={"net_rival": 2, "viewed_pricing": 1},
    quiet={"net_rival": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    return (
        tally.sample("net_rival", "from_rival_desk")
        if tally.any("net_rival", "from_rival_desk")
        and tally.any("viewed_pricing", "viewed_product", "product_event", "compare_page", "changelog_page", "docs_page", "careers_page")
        else None
    )
