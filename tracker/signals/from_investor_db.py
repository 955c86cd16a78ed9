"""Came from a data base about companies and their money. Sellers and large buyers use it, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from an investor data base",
    group="referrer",
    votes={"other": 1900},
    half_life=120,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.crunchbase.com/organization/acme"},
    },
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "investor_db" else None
