"""Left an address with a tag (name+word@): careful people and those who sign up under several names."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left a tagged address",
    group="address",
    votes={"competitor": 400, "prospect": -100},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann+trial3@firm.test"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if "+" in event.facts.get("email", "") else None
