"""Registered for a webinar: interest with a name. Rivals and students listen in, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="registered for a webinar",
    group="declared",
    votes={"prospect": 1000, "competitor": 100},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Webinar Registered"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "webinar" else None
