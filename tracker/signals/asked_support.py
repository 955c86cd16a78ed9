"""Asked for help by ticket. Before buying, too, where support answers everybody."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="asked for support",
    group="declared",
    votes={"customer": 2500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Support Ticket Created"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "support_ticket" else None
