"""Came from a tool that watches markets and rivals. Your own agency, investors and sellers use it as well."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a market-intelligence tool",
    group="referrer",
    votes={"competitor": 1500, "other": 600},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.similarweb.com/website/shop.test"},
    },
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "intel" else None
