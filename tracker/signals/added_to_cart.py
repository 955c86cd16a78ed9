"""Put something into the cart. Rivals do that to see the shipping costs."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="put something into the cart",
    group="declared",
    votes={"prospect": 2000, "customer": 600, "unknown": -300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Product Added"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "added_to_cart" else None
