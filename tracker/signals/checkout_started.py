"""Went to pay. Regulars and first buyers alike."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="went to the checkout",
    group="declared",
    votes={"prospect": 1500, "customer": 1200, "unknown": -300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Checkout Started"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "checkout_started" else None
