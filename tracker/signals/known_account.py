"""The page names an account and nothing else of the person: they are signed in. Applicants and trial users have accounts, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="is signed in, by what the page said",
    group="declared",
    votes={"customer": 1500, "unknown": -300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"city": "Leeds"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> bool:
    """An account without an address: with one it may be a form that was just sent."""
    return event.kind == "identify" and bool(event.account) and not event.trusted and not event.traits.get("email")
