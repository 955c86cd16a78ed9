"""Read what is new in the product. Customers do, and so does a rival's product manager."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read what is new in the product",
    group="path",
    votes={"competitor": 700, "customer": 400},
    half_life=60,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/changelog", "path": "/changelog"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "changelog" in event.facts.get("sections", ()) else None
