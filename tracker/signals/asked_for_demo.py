"""Asked for a demonstration or began a trial. Rivals do too, seldom under their own name."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="asked for a demo or began a trial",
    group="declared",
    votes={"prospect": 3500, "unknown": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Demo Requested"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") in ("demo_requested", "trial_started") else None
