"""The owner's own system says that this is somebody who works there."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="is staff by the owner's own data",
    group="declared",
    votes={"other": 6000, "prospect": -2000, "customer": -2000, "unknown": -1000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "trusted": True, "traits": {"is_staff": True}},
    quiet={"kind": "identify", "account": "u1", "traits": {"role": "buyer"}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    traits = event.traits if event.trusted and event.kind in ("identify", "group") else {}
    if not traits:
        return None
    flag = any(traits.get(key) is True for key in ("is_staff", "isStaff", "staff", "employee", "isEmployee", "is_employee", "internal"))
    role = traits.get("role") or traits.get("user_type") or traits.get("userType")
    return "staff" if flag or isinstance(role, str) and role.lower() in ("staff", "employee", "internal", "mitarbeiter") else None
