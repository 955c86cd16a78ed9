"""Left an address for life of a former student: says nearly nothing about today."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left a former student's address",
    group="address",
    votes={"student": 200},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@alumni.stanford.edu"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "alumni" else None
