"""Saw the login page, failed or went away, and nothing else: customers do that, and people who mistook the site for another."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

LOST = frozenset(
    """
    page_viewed in_log followed_link hand_watched home_page login_page account_page app_host sign_in_failed support_page help_host searched_help net_business
    net_education scrolled engaged_time human_hand outdated_browser about_page contact_page legal_page
    """.split()
)

PATTERN = Pattern(
    says="came to the login and no further",
    group="behaviour",
    votes={"unknown": 1800, "customer": -500},
    fires={"page_viewed": 3, "login_page": 2, "sign_in_failed": 1},
    quiet={"page_viewed": 3, "login_page": 1, "signed_in": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    login = tally.any("login_page", "sign_in_failed")
    return tally.sample("login_page", "sign_in_failed") if login and set(tally.seen) <= LOST and tally.count("page_viewed") <= 6 else None
