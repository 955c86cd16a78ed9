"""Opened the contact page. Buyers, sellers, applicants and customers all write from there."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="opened the contact page",
    group="path",
    votes={"prospect": 150, "customer": 100, "other": 250, "job_seeker": 100},
    half_life=45,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/contact-us", "path": "/contact-us"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "contact" in event.facts.get("sections", ()) else None
