"""Came from a social network: somebody showed it to people. Previews of shared links have no referrer."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a social network",
    group="referrer",
    votes={"bot": -600},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pumps", "path": "/pumps", "referrer": "https://www.facebook.com/"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pumps", "path": "/pumps", "referrer": "https://shop.test/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "social" else None
