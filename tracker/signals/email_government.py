"""Left the address of an authority: a public purchaser, or a regulator."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left an authority's address",
    group="address",
    votes={"prospect": 500, "other": 300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@energy.gov"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "government" else None
