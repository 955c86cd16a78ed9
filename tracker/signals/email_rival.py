"""Left the address of a company that the owner named as competitor. Rivals may also be partners or customers."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="has a competitor's address",
    group="address",
    votes={"competitor": 6000, "prospect": -5000, "customer": -2000, "other": -1500, "unknown": -2000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@rival.test"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
    site={"competitor_domains": ["rival.test"]},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "competitor" else None
