"""Answered a survey of the owner's, which mostly goes to customers."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="answered a survey",
    group="declared",
    votes={"customer": 700},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "NPS Submitted"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "survey" else None
