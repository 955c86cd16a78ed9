"""Opened the page on which one asks for a demonstration, trial or sample. Rivals look there too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="opened the page to ask for a demo",
    group="path",
    votes={"prospect": 1000, "job_seeker": -400, "student": -300},
    half_life=30,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/request-a-demo", "path": "/request-a-demo"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "demo" in event.facts.get("sections", ()) else None
