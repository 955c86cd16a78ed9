"""The owner's own system says that this is a customer. It is to be believed, until it says otherwise."""

from tracker.model import Event, Signal, Site

STAGES = ("lifecycle_stage", "lifecyclestage", "lifecycleStage", "stage", "status", "type")

SIGNAL = Signal(
    says="is a customer by the owner's own data",
    group="declared",
    votes={"customer": 6000, "unknown": -1000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "trusted": True, "traits": {"customer": True}},
    quiet={"kind": "identify", "account": "u1", "traits": {"customer": False}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    traits = event.traits if event.trusted and event.kind in ("identify", "group") else {}
    if not traits:
        return None
    stage = next((traits[key] for key in STAGES if isinstance(traits.get(key), str)), "").lower()
    flag = any(traits.get(key) is True or traits.get(key) == "true" for key in ("customer", "is_customer", "isCustomer", "paying"))
    return "customer" if flag or stage in ("customer", "evangelist", "paying", "kunde", "client") else None
