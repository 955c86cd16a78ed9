"""A page said so with its public key, which anybody can do: believed by half, until the owner's back end says it."""

from tracker.model import Event, Signal, Site
from tracker.traits import customer, told_by

SIGNAL = Signal(
    says="is a customer by what the page said",
    group="declared",
    votes={"customer": 2500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"customer": True}},
    quiet={"kind": "identify", "account": "u1", "traits": {"customer": False}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    return "customer" if customer(told_by(event, False)) else None
