"""A payment was refused. Cards expire and limits are reached; stolen numbers are tried so, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="had a payment refused",
    group="declared",
    votes={"customer": 300, "prospect": 300},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Payment Failed"},
    quiet={"kind": "track", "name": "Payment Made"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "payment_failed" else None
