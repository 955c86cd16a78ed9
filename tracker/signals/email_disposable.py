"""Left a throw-away address: wants the document, not the conversation. Careful people do that, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left a throw-away address",
    group="address",
    votes={"prospect": -1800, "unknown": 900, "competitor": 300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"email": "ann@mailinator.com"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The domain."""
    return event.facts.get("email_domain") if event.facts.get("email_kind") == "disposable" else None
