"""Read pages for investors and came from a data base of companies, or writes about investing."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="uses the investor desk",
    group="path",
    votes={"other": 1300, "prospect": -400},
    fires={"investor_page": 1, "from_investor_db": 1},
    quiet={"investor_page": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    more = tally.any("from_investor_db", "text_investor", "title_investor", "email_investor")
    return tally.sample("investor_page", "about_page") if tally.any("investor_page", "press_page", "about_page", "cases_page") and more else None
