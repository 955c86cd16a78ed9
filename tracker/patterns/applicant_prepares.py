"""Opened a vacancy from a job board and reads products and prices: prepares an interview. The vacancy tells, not the prices."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

ASKED = ("asked_for_offer", "asked_for_demo", "sent_from_quote", "text_rfq", "added_to_cart", "net_rival", "partner_page", "compare_page")

PATTERN = Pattern(
    says="reads up on us after a vacancy",
    group="behaviour",
    votes={"job_seeker": 1300, "prospect": -1300},
    fires={"from_job_board": 1, "vacancy_page": 1, "viewed_pricing": 1},
    quiet={"vacancy_page": 1, "viewed_pricing": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    came = tally.any("from_job_board", "from_ats", "from_jobs_campaign", "from_employer_rating", "searched_job")
    return tally.sample("vacancy_page", "careers_page") if came and tally.any("vacancy_page", "careers_page") and not tally.any(*ASKED) else None
