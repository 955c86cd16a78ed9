"""Came by an affiliate's link: somebody in a mood to buy. The affiliate tests its own link, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came by an affiliate's link",
    group="referrer",
    votes={"prospect": 300, "other": 100},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/landing?utm_source=awin&utm_medium=affiliate", "path": "/landing"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/landing", "path": "/landing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The source of the campaign."""
    return event.facts.get("utm_source") or "campaign" if event.kind in ("page", "screen") and event.facts.get("campaign_kind") == "affiliate" else None
