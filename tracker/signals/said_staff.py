"""The owner's own system says that this is somebody who works there."""

from tracker.model import Event, Signal, Site
from tracker.traits import staff, told_by

SIGNAL = Signal(
    says="is staff by the owner's own data",
    group="declared",
    votes={"other": 6000, "prospect": -2000, "customer": -2000, "unknown": -1000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "trusted": True, "traits": {"is_staff": True}},
    quiet={"kind": "identify", "account": "u1", "traits": {"role": "buyer"}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    return "staff" if staff(told_by(event, True)) else None
