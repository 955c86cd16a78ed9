"""The page's own script saw that the browser is driven by a program. Own testers drive theirs."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="is driven by a program",
    group="device",
    votes={"bot": 5500, "prospect": -3000, "customer": -3000, "job_seeker": -3000, "competitor": -2000, "student": -2500, "other": -2000, "unknown": -2000},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
        "context": {"signs": {"webdriver": True}},
    },
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    facts = event.facts
    return "webdriver" if facts.get("webdriver") or facts.get("header_contradiction") == "automation" else None
