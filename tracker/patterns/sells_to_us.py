"""Went to the contact form without reading what is sold, and the words or the title are a seller's."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="writes to sell without having read",
    group="behaviour",
    votes={"other": 1500, "prospect": -1200},
    fires={"wrote_to_us": 1, "text_pitch": 1},
    quiet={"wrote_to_us": 1, "text_pitch": 1, "viewed_product": 1, "viewed_pricing": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    sells = tally.any("text_pitch", "text_recruiter", "text_partner", "title_vendor", "title_recruiter", "form_links", "supplier_page", "partner_page")
    reads = tally.any("viewed_pricing", "cases_page", "docs_page", "viewed_demo_form", "cart_page")
    return (
        tally.sample("text_pitch", "text_partner", "title_vendor", "text_recruiter") or "form"
        if tally.any("wrote_to_us", "asked_for_offer") and sells and not reads
        else None
    )
