"""A page said so with its public key, which anybody can do: believed by half, until the owner's back end says it."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="is staff by what the page said",
    group="declared",
    votes={"other": 2500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"is_staff": True}},
    quiet={"kind": "identify", "account": "u1", "traits": {"role": "buyer"}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    traits = event.traits if not event.trusted and event.kind in ("identify", "group") else {}
    if not traits:
        return None
    flag = any(traits.get(key) is True for key in ("is_staff", "isStaff", "staff", "employee", "isEmployee", "is_employee", "internal"))
    role = traits.get("role") or traits.get("user_type") or traits.get("userType")
    return "staff" if flag or isinstance(role, str) and role.lower() in ("staff", "employee", "internal", "mitarbeiter") else None
