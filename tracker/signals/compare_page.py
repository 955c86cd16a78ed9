"""Read a comparison with other products: somebody chooses, or a rival reads about itself."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read a comparison",
    group="path",
    votes={"prospect": 500, "competitor": 500},
    half_life=45,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/compare", "path": "/compare"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "compare" in event.facts.get("sections", ()) else None
