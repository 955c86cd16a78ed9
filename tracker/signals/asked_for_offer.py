"""Asked for an offer by the form made for that. Students with an exercise and sellers use the same form."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="asked for an offer",
    group="declared",
    votes={"prospect": 3500, "unknown": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Quote Requested"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "quote_requested" else None
