"""Took a document. Buyers and students do so alike."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="took a document",
    group="behaviour",
    votes={"prospect": 300, "student": 300, "customer": 100},
    half_life=0,
    cap=2,
    daily=1,
    fires={"kind": "track", "name": "Whitepaper Downloaded"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "downloaded" else None
