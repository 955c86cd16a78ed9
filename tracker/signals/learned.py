"""Took a lesson or course they have access to. Free lessons are for everybody."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="took a lesson",
    group="declared",
    votes={"customer": 2200},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Lesson Completed"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "lesson" else None
