"""Left a university's address: staff who teach, or who buy for it."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left a university's address",
    group="address",
    votes={"student": 1200, "other": 400},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@ox.ac.uk"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "academic" else None
