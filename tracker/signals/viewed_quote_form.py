"""Opened the page on which one asks for an offer, sent or not. A browser that restores its tabs opens it every morning: counted once."""

from tracker.model import Event, Signal, Site

ELSE = ("careers", "vacancy")
"""Subjects that speak for themselves where a page has both."""

SIGNAL = Signal(
    says="opened the form to ask for an offer",
    group="path",
    votes={"prospect": 1000, "job_seeker": -400, "student": -300},
    half_life=30,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/request-a-quote", "path": "/request-a-quote"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    sections = event.facts.get("sections", ()) if event.kind in ("page", "screen") else ()
    return event.page.path or "/" if "quote" in sections and not any(other in sections for other in ELSE) else None
