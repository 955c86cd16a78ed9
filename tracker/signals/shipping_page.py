"""Read about delivery: somebody thinks of ordering, or waits for an order."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about delivery",
    group="path",
    votes={"prospect": 350, "customer": 250},
    half_life=30,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/shipping", "path": "/shipping"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "shipping" in event.facts.get("sections", ()) else None
