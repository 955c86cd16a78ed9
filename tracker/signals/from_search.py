"""Came from a search engine: people search, programs seldom pretend to. For what, only the words tell."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a search engine",
    group="referrer",
    votes={"bot": -700},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pumps", "path": "/pumps", "referrer": "https://www.google.com/"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pumps", "path": "/pumps", "referrer": "https://shop.test/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "search" else None
