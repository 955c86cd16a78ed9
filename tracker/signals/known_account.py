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


def when(event: Event, site: Site) -> str | None:
    """The kind of account, never its id. With an address it may be a form that was just sent."""
    named = event.kind == "identify" and event.account and not event.trusted and not event.traits.get("email")
    return "an account" if named else None
