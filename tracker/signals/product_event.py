"""A shop reports that a product was shown. A look is a look."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="looked at single products",
    group="behaviour",
    votes={"prospect": 250, "customer": 50},
    half_life=45,
    cap=3,
    daily=2,
    fires={"kind": "track", "name": "Product Viewed"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "viewed_product" else None
