"""Invited others or passed on a code that customers get."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="recommended it to others",
    group="declared",
    votes={"customer": 1900},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Referral Sent"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") in ("referred", "invite_sent") else None
