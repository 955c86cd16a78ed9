"""Asked for an offer or demo and read vacancies, owners or the team as well: checks whether the supplier will last."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="asks for an offer and checks the company",
    group="behaviour",
    votes={"prospect": 700, "job_seeker": -1800},
    fires={"asked_for_offer": 1, "careers_page": 1},
    quiet={"asked_for_offer": 1, "text_application": 1, "careers_page": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    asks = tally.any("asked_for_offer", "asked_for_demo", "sent_from_quote", "text_rfq", "text_demo")
    return (
        tally.sample("careers_page", "vacancy_page")
        if asks
        and tally.any("careers_page", "vacancy_page")
        and not tally.any("text_application", "applied", "apply_page", "from_job_board", "from_ats", "from_jobs_campaign", "searched_job")
        else None
    )
