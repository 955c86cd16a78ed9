"""Left an address that universities give to students. They look for internships, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left a student's address",
    group="address",
    votes={"student": 2000, "job_seeker": 300, "prospect": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "s1234567@ox.ac.uk"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "student" else None
