"""A feed reader: a program that fetches for a subscriber, on a schedule. Some show whole pages to a person."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="is a feed reader",
    group="device",
    votes={"prospect": -1000, "customer": -1000, "job_seeker": -1000, "competitor": -1000, "student": -1000, "other": -1000, "unknown": -1000, "bot": 3500},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 1 subscribers)",
    },
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """The name it gives itself."""
    return event.facts.get("bot_name") if event.facts.get("bot_kind") == "feed" else None
