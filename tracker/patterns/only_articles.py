"""Read articles, perhaps for weeks, and never what is sold, a vacancy or a form: interest in the subject, not evidently in the offer."""

from tracker.model import Pattern, Site
from tracker.tally import Tally

READING = frozenset(
    """
    page_viewed in_log followed_link hand_watched blog_page home_page legal_page about_page from_newsletter from_ad from_translation scrolled engaged_time human_hand
    net_business took_newsletter email_free email_company shared events_page outdated_browser cases_page watched_video
    """.split()
)

PATTERN = Pattern(
    says="only ever read articles",
    group="behaviour",
    votes={"unknown": 1300, "prospect": -400},
    fires={"page_viewed": 4, "blog_page": 4},
    quiet={"page_viewed": 4, "blog_page": 3, "viewed_pricing": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    pages, articles = tally.count("page_viewed"), tally.count("blog_page")
    rest = set(tally.seen) - READING
    return f"{articles} of {pages} pages" if pages >= 2 and articles * 3 >= pages * 2 and not rest else None
