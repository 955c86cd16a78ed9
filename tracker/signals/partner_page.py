"""Read about partnership. Buyers who look for somebody to install it come there too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about partnership",
    group="path",
    votes={"other": 1000},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/become-a-partner", "path": "/become-a-partner"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "partner" in event.facts.get("sections", ()) else None
