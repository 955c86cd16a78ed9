"""An AI assistant that fetches a page for somebody's question: a program, with a person behind it who may come later."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="is an AI assistant acting for a person",
    group="device",
    votes={"bot": 6000, "prospect": -3000, "customer": -3000, "job_seeker": -3000, "competitor": -2000, "student": -2500, "other": -2000, "unknown": -2000},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
    },
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/", "path": "/"},
        "agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    },
)


def when(event: Event, site: Site) -> str | None:
    """The name it gives itself."""
    return event.facts.get("bot_name") if event.facts.get("bot_kind") == "ai_assistant" else None
