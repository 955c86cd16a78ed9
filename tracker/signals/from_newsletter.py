"""Came by a newsletter. Subscribers are buyers, customers, students and rivals alike; only counted."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came by the newsletter",
    group="referrer",
    votes={},
    half_life=90,
    cap=1000,
    daily=1000,
    fires={"kind": "page", "page": {"url": "https://shop.test/landing?utm_source=newsletter&utm_medium=email", "path": "/landing"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/landing", "path": "/landing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The source of the campaign."""
    return event.facts.get("utm_source") or "campaign" if event.kind in ("page", "screen") and event.facts.get("campaign_kind") == "newsletter" else None
