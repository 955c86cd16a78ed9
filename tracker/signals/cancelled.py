"""Ended a subscription: was a customer until now, and for winning back still is one."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="ended a subscription",
    group="declared",
    votes={"customer": 4500, "unknown": -1000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Subscription Cancelled"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "subscription_cancelled" else None
