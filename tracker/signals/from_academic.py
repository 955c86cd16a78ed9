"""Came from a university's site: a reading list, or its purchasing department's list of suppliers."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a university's site",
    group="referrer",
    votes={"student": 800, "other": 200},
    half_life=120,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.ox.ac.uk/links"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "academic" else None
