"""Rated something they bought. Rivals do that too, badly."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="rated a product",
    group="declared",
    votes={"customer": 1900},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Product Reviewed"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "reviewed" else None
