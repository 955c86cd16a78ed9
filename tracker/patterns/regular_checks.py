"""Looks at prices, comparisons or news of the product at intervals over three weeks and more, and never asks anything.

Price-sensitive buyers do so, too.
"""

from tracker.model import DAY_MS, Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="checks prices and news at intervals",
    group="behaviour",
    votes={"competitor": 1300, "prospect": -300},
    fires={"changelog_page": 4, "viewed_pricing": 4, "page_viewed": 8, "@days": 4},
    quiet={"viewed_pricing": 1, "page_viewed": 2},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    watched = [tally.seen[name] for name in ("viewed_pricing", "compare_page", "changelog_page") if name in tally.seen]
    asked = tally.any("wrote_to_us", "asked_for_offer", "asked_for_demo", "added_to_cart", "signed_in", "viewed_quote_form", "viewed_demo_form")
    kinds = len(watched) >= 2 or tally.any("from_intel", "net_rival")
    if not watched or asked or not kinds:
        return None
    spread = max(row.last for row in watched) - min(row.first for row in watched)
    return f"over {spread // DAY_MS} days" if max(row.days for row in watched) >= 3 and spread >= 14 * DAY_MS else None
