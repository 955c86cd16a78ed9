"""The agent has a shape that no browser sends. Cheap phones, TVs and apps come close (about 1 % of real devices under loose rules)."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="has an odd browser name",
    group="device",
    votes={"bot": 1500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "agent": "Sprocket/1.0"},
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """What is odd."""
    odd = event.facts.get("agent_odd")
    return odd if odd in ("word_version", "no_spaces", "outdated") else None
