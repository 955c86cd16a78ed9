"""Looked at the login page. Customers do, and so do people who mistook the site for another."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="opened the login page",
    group="path",
    votes={"customer": 800},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/login", "path": "/login"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "login" in event.facts.get("sections", ()) else None
