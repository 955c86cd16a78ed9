"""The page's script saw a hand: trusted input, scrolling with pauses. Recorded hands are replayed by few programs."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="moves like a person",
    group="device",
    votes={"bot": -3000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "context": {"signs": {"human": 3}}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "context": {"signs": {"human": 0}}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    return "input" if event.facts.get("human_signs", 0) > 0 else None
