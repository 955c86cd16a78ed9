"""Came by an advertisement. It tells whom the owner hopes for, not who came."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came by an advertisement",
    group="referrer",
    votes={"prospect": 100, "unknown": 100},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/landing?utm_source=google&utm_medium=cpc", "path": "/landing"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/landing", "path": "/landing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The source of the campaign."""
    return event.facts.get("utm_source") or "campaign" if event.kind in ("page", "screen") and event.facts.get("campaign_kind") == "ads" else None
