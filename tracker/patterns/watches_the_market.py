"""Came from tools that watch rivals to prices or comparisons, or again on another day: watches the market. The owner's agency does the same."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="comes from market-intelligence tools to prices and comparisons",
    group="behaviour",
    votes={"competitor": 1800, "prospect": -1000},
    fires={"from_intel": 1, "viewed_pricing": 1},
    quiet={"from_intel": 1, "contact_page": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    offer = ("viewed_pricing", "compare_page", "changelog_page", "partner_page", "wholesale_page")
    return (
        tally.sample("from_intel")
        if tally.any("from_intel")
        and (tally.any(*offer) or tally.days("from_intel") >= 2)
        and not tally.any("wrote_to_us", "asked_for_offer", "asked_for_demo")
        else None
    )
