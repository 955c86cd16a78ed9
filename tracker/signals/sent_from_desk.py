"""Sent a form from the page for press, investors, partners or suppliers."""

from tracker.model import Event, Signal, Site

FROM = ("press", "investor", "partner", "supplier")
NOT_FROM = ("quote", "demo", "careers")
ELSEWHERE = ("newsletter", "webinar", "downloaded", "signed_up")
"""A newsletter box stands on every page and says nothing about it."""

SIGNAL = Signal(
    says="sent a form from the press, investor or partner desk",
    group="declared",
    votes={"other": 1800, "prospect": -300},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "Good morning, please call me."},
        "page": {"url": "https://shop.test/become-a-partner", "path": "/become-a-partner"},
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
