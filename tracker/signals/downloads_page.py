"""Opened the downloads. Buyers, customers and students take data sheets alike."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="opened the downloads",
    group="path",
    votes={"customer": 250, "prospect": 250, "student": 250},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/downloads", "path": "/downloads"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "downloads" in event.facts.get("sections", ()) else None
