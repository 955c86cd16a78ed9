"""Names itself by a name that no browser or device of a person has, and that no list knows: "Sprocket/1.0", "SimpleChecker".

Apps that show pages in a frame of their own come near it, so less is said of everybody else than by a known name, and a hand outweighs it.
"""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="gives a name that no browser has",
    group="device",
    votes={"bot": 5000, "prospect": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Sprocket/1.0",
    },
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """The name it gives itself."""
    return event.facts.get("bot_name") if event.facts.get("bot_kind") == "unlisted" else None
