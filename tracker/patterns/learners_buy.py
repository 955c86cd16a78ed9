"""On a site that sells courses, a student's address, campus or words are a buyer's: they want to enrol."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="is a student where courses are for sale",
    group="address",
    votes={"student": -1500, "prospect": 700},
    fires={"email_student": 1, "courses_page": 1},
    quiet={"email_student": 1, "blog_page": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    sells = site.sells.lower()
    teaches = any(word in sells for word in ("course", "learning", "training", "tuition", "education", "e-learning", "bootcamp"))
    learner = tally.any("email_student", "email_academic", "net_education", "title_student")
    wants = tally.any("courses_page", "viewed_pricing", "signup_page", "signed_up", "added_to_cart", "checkout_started", "text_rfq", "text_demo")
    return (
        tally.sample("courses_page", "viewed_pricing", "signup_page") or "courses"
        if teaches and learner and wants and not tally.any("text_study", "text_no_purchase", "from_scholar")
        else None
    )
