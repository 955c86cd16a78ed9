"""Signed in: has an account. Trial users and applicants have accounts; monitors sign in on a schedule."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="signed in",
    group="declared",
    votes={"customer": 2800, "prospect": -300, "unknown": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Signed In"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "signed_in" else None
