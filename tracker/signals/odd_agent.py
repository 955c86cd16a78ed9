"""The agent names a browser in a shape that no browser sends: without a blank. Proxies that strip blanks do it to people's, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="has an odd browser name",
    group="device",
    votes={"bot": 1500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "agent": "Mozilla/5.0(WindowsNT10.0;Win64;x64)AppleWebKit/537.36(KHTML,likeGecko)Chrome/138.0.0.0Safari/537.36"},
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """What is odd."""
    odd = event.facts.get("agent_odd")
    return odd if odd == "no_spaces" else None
