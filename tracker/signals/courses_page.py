"""Read about courses. Where courses are the product, buyers do; elsewhere customers who learn to use it."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about courses",
    group="path",
    votes={"prospect": 200, "customer": 150, "student": 150},
    half_life=60,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/courses", "path": "/courses"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "courses" in event.facts.get("sections", ()) else None
