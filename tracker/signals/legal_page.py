"""Read terms or privacy. Counted only so that other rules know what a visit consisted of."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read terms or privacy",
    group="path",
    votes={},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/privacy-policy", "path": "/privacy-policy"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "legal" in event.facts.get("sections", ()) else None
