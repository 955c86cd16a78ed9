"""Came to this page from another page of the site. Says nothing by itself; who never does it is asked about by a pattern."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="went from page to page",
    group="referrer",
    votes={},
    half_life=60,
    cap=1000,
    daily=1000,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://shop.test/"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    return "link" if event.kind == "page" and event.facts.get("referrer_kind") == "own" else None
