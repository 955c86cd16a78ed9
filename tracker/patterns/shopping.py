"""Compared several articles and looked at delivery, shops or returns, or noted something: shops. A rival's clerk skips the delivery."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="compares articles and terms of purchase",
    group="behaviour",
    votes={"prospect": 1000, "customer": -400},
    fires={"product_event": 3, "shipping_page": 1},
    quiet={"product_event": 3},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    products = max(tally.count("viewed_product"), tally.count("product_event"))
    terms = tally.any("shipping_page", "stores_page", "returns_page", "wished", "cart_page", "added_to_cart")
    return f"{products} articles" if products >= 2 and terms else None
