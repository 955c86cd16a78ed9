"""Went to the checkout. Customers come back there, first buyers arrive there."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="went to the checkout",
    group="path",
    votes={"prospect": 1000, "customer": 900},
    half_life=30,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/checkout", "path": "/checkout"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "checkout" in event.facts.get("sections", ()) else None
