"""Read about buying in quantity: shops and firms do. Rivals want to see the terms."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about buying in quantity",
    group="path",
    votes={"prospect": 700, "competitor": 200},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/wholesale", "path": "/wholesale"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "wholesale" in event.facts.get("sections", ()) else None
