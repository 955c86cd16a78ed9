"""Passed a page on or liked it: fans, colleagues of a buyer, students."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="passed a page on",
    group="behaviour",
    votes={"customer": 400, "prospect": 100},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Product Shared"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") in ("shared", "liked", "followed") else None
