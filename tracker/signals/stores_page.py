"""Looked where the shops are: somebody wants to go there, to buy or to complain."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="looked where to buy",
    group="path",
    votes={"prospect": 350, "customer": 100},
    half_life=30,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/store-locator", "path": "/store-locator"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "stores" in event.facts.get("sections", ()) else None
