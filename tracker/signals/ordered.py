"""Bought something: from then on a customer. Whether again, a pattern asks."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="completed an order",
    group="declared",
    votes={"customer": 3500, "prospect": -1000, "unknown": -1000},
    half_life=0,
    cap=2,
    daily=1,
    fires={"kind": "track", "name": "Order Completed"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "order_completed" else None
