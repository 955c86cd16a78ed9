"""Looked whether the service is up: somebody uses it. Buyers check reliability there, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="looked whether the service is up",
    group="path",
    votes={"customer": 1000},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/system-status", "path": "/system-status"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "status" in event.facts.get("sections", ()) else None
