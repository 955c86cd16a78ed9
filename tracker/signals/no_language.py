"""A browser that names no language. Every browser does; scripts forget it, privacy tools strip it."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="names no language",
    group="device",
    votes={"bot": 1200},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
        "headers": {"referer": "https://shop.test/"},
    },
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
        "headers": {"accept-language": "en"},
    },
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    return "no Accept-Language" if event.facts.get("no_accept_language") else None
