"""Came from an AI assistant that named the site: a person behind it has a question, often which product to take."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from an AI assistant",
    group="referrer",
    votes={"prospect": 400},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://chatgpt.com/"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "ai" else None
