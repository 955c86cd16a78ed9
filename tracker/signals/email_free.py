"""Left a free mailbox where firms are the customers: private people, but also the owners of small firms."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left a free mailbox",
    group="address",
    votes={"prospect": -200, "job_seeker": 300, "student": 300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@gmail.com"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
    site={"market": "b2b"},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "free" and site.market == "b2b" else None
