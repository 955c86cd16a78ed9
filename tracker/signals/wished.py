"""Noted something for later or tried a coupon: thinks of buying."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="noted something to buy",
    group="declared",
    votes={"prospect": 1000, "customer": 300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Product Added to Wishlist"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") in ("wishlist", "coupon", "cart_viewed") else None
