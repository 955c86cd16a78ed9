"""Sent an application for a job. Owners test that form, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="sent a job application",
    group="declared",
    votes={"job_seeker": 5500, "prospect": -1500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Application Submitted"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "applied" else None
