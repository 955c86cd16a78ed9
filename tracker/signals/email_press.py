"""Left the address of a publisher or broadcaster. They buy things, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left a publisher's address",
    group="address",
    desk="press",
    votes={"other": 2800},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@reuters.com"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "press" else None
