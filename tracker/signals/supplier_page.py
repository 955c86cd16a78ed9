"""Read the pages for suppliers: wants to sell to the owner."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read the pages for suppliers",
    group="path",
    votes={"other": 1500},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/suppliers", "path": "/suppliers"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "supplier" in event.facts.get("sections", ()) else None
