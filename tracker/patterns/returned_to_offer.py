"""Came back on another day to what is sold.

The return alone says little (returning shoppers bought less, AUC 0.51); the return to products and prices
more.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

OFFER = ("viewed_product", "product_event", "viewed_pricing", "viewed_quote_form", "viewed_demo_form", "cases_page", "compare_page", "cart_page")

PATTERN = Pattern(
    says="came back to the offer on another day",
    group="behaviour",
    votes={"prospect": 900},
    fires={"viewed_pricing": 2, "page_viewed": 4, "@days": 2},
    quiet={"viewed_pricing": 2, "page_viewed": 2},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    days = max(tally.days(name) for name in OFFER)
    pages = tally.count("page_viewed")
    return f"on {days} days" if days >= 2 and pages > tally.days("page_viewed") and not tally.any("from_intel", "net_rival") else None
