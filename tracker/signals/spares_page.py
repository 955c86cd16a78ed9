"""Looked for spare parts: who does that mostly has the machine. Dealers do too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="looked for spare parts",
    group="path",
    votes={"customer": 1300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/spare-parts", "path": "/spare-parts"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "spares" in event.facts.get("sections", ()) else None
