"""The owner's own system says that this is a customer. It is to be believed, until it says otherwise."""

from tracker.model import Event, Signal, Site
from tracker.traits import customer, told_by

SIGNAL = Signal(
    says="is a customer by the owner's own data",
    group="declared",
    votes={"customer": 6000, "unknown": -1000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "trusted": True, "traits": {"customer": True}},
    quiet={"kind": "identify", "account": "u1", "traits": {"customer": False}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    return "customer" if customer(told_by(event, True)) else None
