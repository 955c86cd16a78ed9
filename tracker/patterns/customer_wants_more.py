"""Is a customer and asks for a price, an offer or more: stays a customer, one with a wish."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

HAS = ("text_existing", "asked_for_more", "text_complaint", "text_spares", "said_customer", "ordered", "order_under_way", "order_returned", "subscribes")

PATTERN = Pattern(
    says="is a customer who asks for more",
    group="words",
    votes={"customer": 2500, "prospect": -2500},
    fires={"text_existing": 1, "text_rfq": 1},
    quiet={"text_rfq": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    inside = tally.any("signed_in") and tally.any("account_page", "invoice_page", "tracking_page", "spares_page")
    has = inside or tally.any(*HAS)
    asks = tally.any("text_rfq", "text_need", "text_demo", "asked_for_offer", "asked_for_demo", "asked_for_more", "sent_from_quote", "wrote_to_us")
    return tally.sample("text_existing", "asked_for_more", "text_order", "text_spares", "text_complaint") or "has an account or order" if has and asks else None
