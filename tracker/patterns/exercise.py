"""Asks for an offer, and says that it is for a class or that nothing will be bought: an exercise."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="asks for an offer as an exercise",
    group="words",
    votes={"student": 2000, "prospect": -3000, "job_seeker": -1500},
    fires={"asked_for_offer": 1, "text_study": 1, "text_no_purchase": 1},
    quiet={"asked_for_offer": 1, "text_study": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    asks = tally.any("asked_for_offer", "asked_for_demo", "text_rfq", "text_need", "wrote_to_us")
    study = tally.any("text_study", "email_student", "email_academic", "title_student", "searched_study")
    return tally.sample("text_no_purchase") or None if asks and study and tally.any("text_no_purchase") else None
