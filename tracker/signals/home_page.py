"""Looked at the home page. Counted only so that other rules know what a visit consisted of."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="looked at the home page",
    group="path",
    votes={},
    half_life=30,
    cap=1000,
    daily=1000,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The root."""
    return event.page.path or "/" if event.kind in ("page", "screen") and event.facts.get("home") else None
