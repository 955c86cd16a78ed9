"""A browser one and a half years behind that updates itself on people's machines: programs bring a fixed one along, some offices too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="uses a browser long out of date",
    group="device",
    votes={"bot": 900},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0.0.0 Safari/537.36",
        "at": 1780000000000,
    },
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """How far behind."""
    behind = event.facts.get("browser_behind", 0)
    return f"{behind} releases behind" if behind >= 18 else None
