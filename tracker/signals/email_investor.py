"""Left the address of a fund or bank, which also buy."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left an investor's address",
    group="address",
    votes={"other": 1900},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@sequoia.vc"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "investor" else None
