"""Began a chat: has a question. Customers have some, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="began a chat",
    group="behaviour",
    votes={"prospect": 700, "customer": 500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Chat Started"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "chat" else None
