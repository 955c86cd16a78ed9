"""Read about what is sold. Everybody does, from rivals to pupils looking for a picture; several pages mean more than one."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about products",
    group="path",
    votes={"prospect": 300, "customer": 100, "job_seeker": -150},
    half_life=45,
    cap=3,
    daily=2,
    fires={"kind": "page", "page": {"url": "https://shop.test/products/pump-5", "path": "/products/pump-5"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "product" in event.facts.get("sections", ()) else None
