"""Watched a video. Interest of every kind."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="watched a video",
    group="behaviour",
    votes={"prospect": 300, "student": 100},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Video Playback Started"},
    quiet={"kind": "track", "name": "Newsletter Subscribed"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "video" else None
