"""Came without any agent. Privacy proxies strip it now and then."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came without naming a browser",
    group="device",
    votes={"bot": 2500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "agent": "", "headers": {"referer": "https://shop.test/"}},
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    return "no agent" if event.facts.get("agent_empty") else None
