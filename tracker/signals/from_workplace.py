"""Came from a tool for work inside a firm (tracker, chat, intranet). Colleagues of a buyer share links there, and so do own staff and rivals."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a workplace tool",
    group="referrer",
    votes={"other": 500, "prospect": 400, "competitor": 300},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://app.slack.com/client"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "workplace" else None
