"""Sent the form of a page for offers or demos, whatever its event is called and in whatever language. Sellers take the first form they find, too."""

from tracker.model import Event, Signal, Site

FROM = ("quote", "demo", "wholesale")
NOT_FROM = ("careers", "vacancy", "apply", "supplier")
ELSEWHERE = ("newsletter", "webinar", "downloaded", "signed_up")
"""A newsletter box stands on every page and says nothing about it."""

SIGNAL = Signal(
    says="sent the form on a page for offers",
    group="declared",
    votes={"prospect": 1800, "customer": 300},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "Good morning, please call me."},
        "page": {"url": "https://shop.test/request-a-quote", "path": "/request-a-quote"},
    },
    quiet={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "Good morning, please call me."},
        "page": {"url": "https://shop.test/contact-us", "path": "/contact-us"},
    },
)


def when(event: Event, site: Site) -> str | None:
    """The page with the form."""
    facts = event.facts
    sections = facts.get("sections", ()) if facts.get("form") and not facts.get("form_fake") else ()
    if not sections or facts.get("action") in ELSEWHERE or any(section in sections for section in NOT_FROM):
        return None
    return event.page.path or "/" if any(section in sections for section in FROM) else None
