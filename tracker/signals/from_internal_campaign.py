"""Came by a link marked as internal or as a test."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came by a link marked internal",
    group="referrer",
    votes={"other": 2300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/landing?utm_source=intranet&utm_medium=internal", "path": "/landing"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/landing", "path": "/landing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The source of the campaign."""
    return event.facts.get("utm_source") or "campaign" if event.kind in ("page", "screen") and event.facts.get("campaign_kind") == "internal" else None
