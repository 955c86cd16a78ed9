"""Subscribed to the newsletter: buyer, rival, student or fan cannot be told."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="subscribed to the newsletter",
    group="declared",
    votes={"prospect": 100},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Newsletter Subscribed"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "newsletter" else None
