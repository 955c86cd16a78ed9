"""Read manuals or documentation. Customers use them, buyers and students check them."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read the documentation",
    group="path",
    votes={"customer": 400, "prospect": 200, "student": 150},
    half_life=60,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/docs/setup", "path": "/docs/setup"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "docs" in event.facts.get("sections", ()) else None
