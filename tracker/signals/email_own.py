"""Left an address of the owner's own: staff. A shop's staff buy there, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="has an address of this company",
    group="address",
    votes={"other": 5000, "prospect": -3000, "customer": -2500, "unknown": -1500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@shop.test"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "own" else None
