"""Went through many articles one after the other and again days later, without ever a cart, a wish or a question: notes prices.

Window shoppers do it too, so it only makes a suspicion.
"""

from tracker.model import DAY_MS, Pattern, Site
from tracker.tally import Tally

WANTS = (
    "added_to_cart",
    "cart_page",
    "wished",
    "checkout_started",
    "ordered",
    "wrote_to_us",
    "asked_for_offer",
    "asked_for_demo",
    "signed_in",
    "shipping_page",
    "stores_page",
)

PATTERN = Pattern(
    says="goes through the articles in order and buys nothing",
    group="behaviour",
    votes={"competitor": 1700, "prospect": -900},
    fires={"product_event": 9, "page_viewed": 10, "@days": 2},
    quiet={"product_event": 9, "page_viewed": 10, "added_to_cart": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("product_event") or tally.seen.get("viewed_product")
    if seen is None or tally.any(*WANTS):
        return None
    again = seen.days >= 2 and seen.last - seen.first >= 4 * DAY_MS
    return f"{seen.count} articles on {seen.days} days" if again and seen.count >= 6 and seen.count * 10 >= tally.count("page_viewed") * 6 else None
