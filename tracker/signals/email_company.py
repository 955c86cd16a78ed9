"""Left the address of a firm. Sellers, rivals and applicants at work have one, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left a company's address",
    group="address",
    votes={"prospect": 700, "job_seeker": -400, "student": -500, "other": 200},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@gmail.com"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "company" else None
