"""Client hints say something else than the agent: a false flag. Odd proxies do it, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="contradicts itself about its browser",
    group="device",
    votes={"bot": 1500},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
        "headers": {"accept-language": "en", "sec-ch-ua": '"Chromium";v="120"'},
    },
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """Which contradiction."""
    told = event.facts.get("header_contradiction")
    return told if told and told != "automation" else None
