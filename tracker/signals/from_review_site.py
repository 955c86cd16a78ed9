"""Came from a site that compares products. Rivals read their own ratings there."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a review site",
    group="referrer",
    votes={"prospect": 1100, "competitor": 200},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.capterra.com/p/1"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "review_site" else None
