"""Read how to send something back. Shoppers check that before they buy, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about returns and complaints",
    group="path",
    votes={"customer": 1000, "prospect": 100},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/returns", "path": "/returns"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "returns" in event.facts.get("sections", ()) else None
