"""An order of theirs was sent, changed or looked up. Somebody else's gift is tracked as well."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="has an order under way",
    group="declared",
    votes={"customer": 3500, "unknown": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Order Shipped"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "order_other" else None
