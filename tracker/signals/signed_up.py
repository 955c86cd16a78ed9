"""Opened an account just now: between somebody who looks and somebody who buys."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="opened an account",
    group="declared",
    votes={"prospect": 1500, "customer": 700, "unknown": -300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Signed Up"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") in ("signed_up", "account_created") else None
