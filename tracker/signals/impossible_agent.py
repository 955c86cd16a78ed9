"""The agent names a browser that was never built, or the bare beginning of one."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="names a browser that cannot exist",
    group="device",
    votes={"bot": 2800, "prospect": -500, "unknown": -300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "agent": "Mozilla/5.0"},
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """What is wrong."""
    odd = event.facts.get("agent_odd")
    return odd if odd in ("bare", "impossible", "truncated", "quoted", "no_engine") else None
