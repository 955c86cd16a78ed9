"""Read at least three kinds of page that a buyer needs: product, price, references, comparison, delivery. Rivals do so too, without asking anything."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

OFFER = (
    ("viewed_product", "product_event"),
    ("viewed_pricing",),
    ("viewed_quote_form", "viewed_demo_form"),
    ("cases_page",),
    ("compare_page",),
    ("security_page",),
    ("wholesale_page",),
    ("shipping_page",),
    ("stores_page",),
    ("docs_page", "downloads_page"),
    ("courses_page",),
    ("cart_page", "booking_page"),
    ("calculator_page",),
)

PATTERN = Pattern(
    says="read widely about the offer",
    group="behaviour",
    votes={"prospect": 900, "competitor": 200},
    fires={"viewed_product": 1, "viewed_pricing": 1, "cases_page": 1},
    quiet={"viewed_product": 3},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    kinds = sum(tally.any(*names) for names in OFFER)
    return f"{kinds} kinds of page" if kinds >= 3 and not tally.any("from_intel", "net_rival") else None
