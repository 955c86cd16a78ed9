"""A page said so with its public key, which anybody can do: believed by half, until the owner's back end says it."""

from tracker.model import Event, Signal, Site
from tracker.traits import staff, told_by

SIGNAL = Signal(
    says="is staff by what the page said",
    group="declared",
    votes={"other": 2500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"is_staff": True}},
    quiet={"kind": "identify", "account": "u1", "traits": {"role": "buyer"}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    return "staff" if staff(told_by(event, False)) else None
