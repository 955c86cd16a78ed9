"""Signed in or came by a customer's mail, and used account, invoices, help or orders: is at home here."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="uses account, invoices or help",
    group="path",
    votes={"customer": 1500, "prospect": -300},
    fires={"signed_in": 1, "account_page": 1},
    quiet={"signed_in": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    inside = sum(
        tally.any(name)
        for name in (
            "account_page",
            "invoice_page",
            "tracking_page",
            "support_page",
            "help_host",
            "spares_page",
            "manual_file",
            "text_support",
            "text_order",
            "asked_support",
        )
    )
    known = tally.any("signed_in", "from_customer_mail", "text_existing", "text_order", "order_under_way", "ordered", "learned", "app_host")
    return (
        tally.sample("account_page", "invoice_page", "tracking_page", "support_page", "spares_page") or "help"
        if inside >= 1 and known and tally.count("page_viewed") != 1
        else None
    )
