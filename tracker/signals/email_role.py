"""Left the address of a function (info@, sales@). Small firms and sellers write so."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left the address of a function",
    group="address",
    votes={"other": 400, "job_seeker": -500, "student": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "info@firm.test"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_role") else None
