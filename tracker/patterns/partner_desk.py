"""Read about partnership more than once, or wrote about it: means it. Buyers who look for an installer read one page."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="means the partnership pages",
    group="path",
    votes={"other": 1300, "prospect": -300},
    fires={"partner_page": 2, "page_viewed": 3},
    quiet={"partner_page": 1, "page_viewed": 3},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    more = tally.count("partner_page") >= 2 or tally.any("text_partner", "sent_from_desk")
    return tally.sample("partner_page") if tally.any("partner_page") and more and not tally.any("asked_for_offer", "asked_for_demo", "text_rfq") else None
