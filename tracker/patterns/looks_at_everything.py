"""Read the offer and also the vacancies, partners, terms and manuals, days apart, without a question: who wants to buy does not need all that.

Careful purchasers come near it.
"""

from tracker.model import DAY_MS, Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="looks at everything and asks nothing",
    group="behaviour",
    votes={"competitor": 1300, "prospect": -300, "job_seeker": -500},
    fires={"viewed_pricing": 1, "viewed_product": 1, "careers_page": 1, "partner_page": 1, "docs_page": 1, "page_viewed": 9, "@days": 2},
    quiet={"viewed_pricing": 1, "viewed_product": 1, "page_viewed": 3},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    odd = sum(
        tally.any(name)
        for name in (
            "careers_page",
            "vacancy_page",
            "partner_page",
            "changelog_page",
            "investor_page",
            "about_page",
            "from_job_board",
            "support_page",
            "docs_page",
        )
    )
    offer = sum(tally.any(name) for name in ("viewed_pricing", "viewed_product", "product_event", "compare_page", "wholesale_page", "courses_page"))
    hiring = tally.any("careers_page", "vacancy_page", "partner_page", "changelog_page", "from_job_board", "net_rival")
    apart = tally.any("page_viewed") and tally.seen["page_viewed"].last - tally.seen["page_viewed"].first >= 5 * DAY_MS
    asked = tally.any("wrote_to_us", "asked_for_offer", "asked_for_demo", "applied", "apply_page", "signed_in", "viewed_quote_form", "viewed_demo_form")
    return "offer, vacancies, partners, manuals" if odd >= 3 and offer >= 1 and hiring and apart and not asked else None
