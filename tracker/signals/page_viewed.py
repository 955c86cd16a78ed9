"""A page was looked at. Says nothing by itself; patterns and engagement count it."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="looked at pages",
    group="behaviour",
    votes={},
    half_life=60,
    cap=1000,
    daily=1000,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}},
    quiet={"kind": "track", "name": "Product Viewed"},
)


def when(event: Event, site: Site) -> str | None:
    """The path that was looked at."""
    return (event.page.path or "/") if event.kind in ("page", "screen") and not event.facts.get("asset") else None
