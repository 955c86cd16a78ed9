"""Looked into the cart. Rivals do that to see the shipping costs."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="looked into the cart",
    group="path",
    votes={"prospect": 1300, "customer": 400},
    half_life=30,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/cart", "path": "/cart"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "cart" in event.facts.get("sections", ()) else None
