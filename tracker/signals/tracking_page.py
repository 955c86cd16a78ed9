"""Looked where an order is: there was an order. Somebody who waits for a gift looks too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="looked where an order is",
    group="path",
    votes={"customer": 2000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/order-tracking", "path": "/order-tracking"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "tracking" in event.facts.get("sections", ()) else None
