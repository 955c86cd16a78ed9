"""Came from a scholarly search engine or library. Engineers and doctors who buy read papers, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a scholarly source",
    group="referrer",
    votes={"student": 1500, "other": 300},
    half_life=120,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://scholar.google.com/scholar"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "scholar" else None
