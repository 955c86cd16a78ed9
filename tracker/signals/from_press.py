"""Came from a wire or media portal. Every reader of a release comes from there."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a press portal",
    group="referrer",
    desk="press",
    votes={"other": 1200},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.prnewswire.com/news"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "press" else None
