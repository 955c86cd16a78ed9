"""From a campus, a course or a scholarly source to articles and data sheets, never to a price, a cart or a form: reads to study."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

BUYS = (
    "viewed_pricing",
    "viewed_quote_form",
    "viewed_demo_form",
    "asked_for_offer",
    "asked_for_demo",
    "text_rfq",
    "cart_page",
    "added_to_cart",
    "signed_in",
    "vacancy_page",
    "apply_page",
    "text_application",
    "text_research",
    "wholesale_page",
    "searched_job",
    "from_job_board",
    "careers_page",
    "press_page",
    "ordered",
)

PATTERN = Pattern(
    says="reads to study",
    group="behaviour",
    votes={"student": 1500, "prospect": -500},
    fires={"net_education": 2, "docs_page": 1},
    quiet={"net_education": 2, "docs_page": 1, "viewed_pricing": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    study = tally.any("net_education", "from_learning", "from_scholar", "from_academic", "email_student", "email_academic", "searched_study")
    reads = tally.any("blog_page", "docs_page", "downloads_page", "took_download", "students_page", "about_page", "viewed_product")
    return tally.sample("blog_page", "docs_page", "downloads_page", "took_download") or "pages" if study and reads and not tally.any(*BUYS) else None
