"""Could not sign in. Customers forget passwords; strangers try, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="could not sign in",
    group="declared",
    votes={"customer": 500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Login Failed"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "login_failed" else None
