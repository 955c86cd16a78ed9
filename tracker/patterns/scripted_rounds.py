"""Goes the same round all day long, home page and login again and again, and nowhere else: a monitor with a plain browser.

A customer who signs in often goes on to something.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

PATTERN = Pattern(
    says="goes the same round again and again",
    group="behaviour",
    votes={"bot": 4000, "customer": -3000, "unknown": -1000, "prospect": -1000},
    fires={"page_viewed": 12, "home_page": 6, "login_page": 6},
    quiet={"page_viewed": 12, "home_page": 1, "login_page": 6},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    pages = tally.count("page_viewed")
    rounds = min(tally.count("home_page"), tally.count("login_page"))
    alike = tally.count("home_page") + tally.count("login_page")
    return (
        f"{rounds or pages} rounds"
        if rounds >= 4 and alike * 10 >= pages * 9 or pages >= 12 and tally.count("home_page") == pages and tally.days("home_page") * 10 <= pages
        else None
    )
