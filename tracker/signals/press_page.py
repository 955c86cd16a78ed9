"""Read the press area. Journalists do; buyers read releases, customers fetch the logo."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read the press area",
    group="path",
    desk="press",
    votes={"other": 1300},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/press-releases", "path": "/press-releases"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "press" in event.facts.get("sections", ()) else None
