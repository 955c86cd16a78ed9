"""A page said so with its public key, which anybody can do: believed by half, until the owner's back end says it."""

from tracker.model import Event, Signal, Site

STAGES = ("lifecycle_stage", "lifecyclestage", "lifecycleStage", "stage", "status", "type")

SIGNAL = Signal(
    says="is a customer by what the page said",
    group="declared",
    votes={"customer": 2500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"customer": True}},
    quiet={"kind": "identify", "account": "u1", "traits": {"customer": False}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    traits = event.traits if not event.trusted and event.kind in ("identify", "group") else {}
    if not traits:
        return None
    stage = next((traits[key] for key in STAGES if isinstance(traits.get(key), str)), "").lower()
    flag = any(traits.get(key) is True or traits.get(key) == "true" for key in ("customer", "is_customer", "isCustomer", "paying"))
    return "customer" if flag or stage in ("customer", "evangelist", "paying", "kunde", "client") else None
