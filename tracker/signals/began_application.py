"""Began an application for a job without sending it yet."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="began a job application",
    group="declared",
    votes={"job_seeker": 3500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Application Started"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "application_started" else None
