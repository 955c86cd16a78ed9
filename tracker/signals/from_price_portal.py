"""Came from a price comparison: somebody wants to buy this thing today. Rivals' clerks check their rank there."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a price comparison",
    group="referrer",
    votes={"prospect": 900, "competitor": 300},
    half_life=30,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.idealo.de/preisvergleich"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "price_portal" else None
