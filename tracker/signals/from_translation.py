"""Read the site through a translation service: far from the market, mostly."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read through a translation service",
    group="referrer",
    votes={"unknown": 300},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://translate.google.com/"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "translate" else None
