"""Pays: began, renewed or raised a subscription, or paid an invoice."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="has a paid subscription or paid an invoice",
    group="declared",
    votes={"customer": 5000, "unknown": -1000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Subscription Renewed"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") in ("subscription_started", "subscription_renewed", "subscription_upgraded", "invoice_paid") else None
