"""Read pages for investors. A large buyer's due diligence reads the annual report, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read pages for investors",
    group="path",
    votes={"other": 1400},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/investor-relations", "path": "/investor-relations"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "investor" in event.facts.get("sections", ()) else None
