"""Writes from a university and asks for an offer or demo, without a word of study: purchasing department, computer centre, laboratory."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="asks for an offer from a university",
    group="address",
    votes={"prospect": 1200, "student": -2000},
    fires={"email_academic": 1, "asked_for_offer": 1},
    quiet={"email_academic": 1, "asked_for_offer": 1, "text_study": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    asks = tally.any("asked_for_offer", "asked_for_demo", "sent_from_quote", "text_rfq", "text_demo")
    return (
        tally.sample("email_academic", "email_student")
        if tally.any("email_academic", "net_education")
        and asks
        and not tally.any("text_study", "text_no_purchase", "text_research", "title_student", "email_student")
        else None
    )
