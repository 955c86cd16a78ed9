"""At least half of the pages are about working here, and more than one: that is what they came for."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="came mostly for vacancies",
    group="path",
    votes={"job_seeker": 1600, "prospect": -500},
    fires={"page_viewed": 3, "careers_page": 2},
    quiet={"page_viewed": 6, "careers_page": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    pages = tally.count("page_viewed")
    jobs = max(tally.count("careers_page"), tally.count("vacancy_page")) + tally.count("apply_page")
    return f"{jobs} of {pages} pages" if jobs >= 2 and jobs * 2 >= pages else None
