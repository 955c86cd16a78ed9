"""Read about events and webinars. Everybody in the field does."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about events",
    group="path",
    votes={"prospect": 200, "other": 100},
    half_life=45,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/webinars", "path": "/webinars"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "events" in event.facts.get("sections", ()) else None
