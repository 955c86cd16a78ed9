"""Saw one or two pages, asked for nothing and left no trace that means more: every label would be a guess.

One look at the vacancies, prices or an article is this.
"""

from tracker.model import Pattern, Site
from tracker.tally import Tally

QUIET = frozenset(
    """
    page_viewed in_log followed_link hand_watched home_page viewed_pricing viewed_quote_form viewed_demo_form viewed_product product_event careers_page vacancy_page internship_page
    apply_page about_page legal_page contact_page blog_page cases_page compare_page changelog_page courses_page events_page students_page
    press_page investor_page partner_page support_page docs_page downloads_page returns_page security_page shipping_page stores_page status_page
    wholesale_page signup_page login_page account_page app_host help_host spares_page cart_page checkout_page from_ad from_newsletter
    from_translation from_search from_social from_affiliate from_workplace from_ai net_business net_hosting net_government scrolled engaged_time
    human_hand asset_fetched took_newsletter email_free email_company sign_in_failed watched_video outdated_browser no_language odd_agent
    searched_site shared
    """.split()
)

PATTERN = Pattern(
    says="has shown next to nothing yet",
    group="behaviour",
    votes={"unknown": 1700},
    fires={"page_viewed": 2, "viewed_pricing": 1},
    quiet={"page_viewed": 2, "asked_for_offer": 1},
)


def when(tally: Tally, site: Site) -> str | None:
    """What it rests on."""
    seen = tally.seen.get("page_viewed")
    brief = seen is not None and seen.count <= 2 and seen.days == 1
    if brief and tally.any("vacancy_page", "apply_page") and tally.count("careers_page") + tally.count("apply_page") >= 2:
        return None  # from the overview to a vacancy or the form: that is a direction
    return f"{seen.count} pages" if brief and set(tally.seen) <= QUIET else None
