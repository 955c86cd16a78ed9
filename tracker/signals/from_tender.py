"""Came from a portal for public tenders: a public purchaser, or a rival who bids."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a tender portal",
    group="referrer",
    votes={"prospect": 1900, "competitor": 200},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.evergabe-online.de/"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "tender" else None
