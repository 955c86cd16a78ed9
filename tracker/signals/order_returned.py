"""Sent something back or wants the money back: there was a purchase."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="sent something back",
    group="declared",
    votes={"customer": 4000, "unknown": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Order Refunded"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "order_refunded" else None
