"""Came from a directory of firms or a market place: a buyer searches suppliers there, and a seller searches firms."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a trade directory",
    group="referrer",
    votes={"prospect": 900, "other": 300},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.wlw.de/de/firma/acme"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") in ("directory", "marketplace") else None
