"""Mail to the address came back for good: nobody can be reached there. Who they are it does not say. What only waits (a soft bounce) is none."""

from tracker.fold import fold
from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="has an address from which mail comes back",
    group="address",
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Email Bounced", "trusted": True, "properties": {"type": "hard"}},
    quiet={"kind": "track", "name": "Email Bounced", "trusted": True, "properties": {"type": "soft"}},
)
NAMES = frozenset(fold(name) for name in ("Email Bounced", "Email Bounce", "Mail Bounced", "Hard Bounce", "Email Hard Bounced", "Bounced", "Bounce", "email_bounced", "E-Mail Bounced"))
PASSING = ("soft", "transient", "temporary", "deferred", "block", "blocked")


def when(event: Event, site: Site) -> str | None:
    """A word, never the address. Only the owner's own systems know it."""
    if not event.trusted or event.kind != "track" or fold(event.name[:60]) not in NAMES:
        return None
    told = {str(event.properties.get(key, "")).lower() for key in ("type", "bounce_type", "bounceType", "classification")}
    return None if told & set(PASSING) else "bounced"
