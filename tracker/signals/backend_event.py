"""The owner's back end reports what somebody did, and it is no form, no lead and no application: it knows people with whom there is business."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="is known to the owner's back end",
    group="declared",
    votes={"customer": 1300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Claim Registered", "trusted": True, "account": "u1", "context": {"library": {"name": "analytics-python"}}},
    quiet={"kind": "track", "name": "Lead Created", "trusted": True, "account": "u1", "context": {"library": {"name": "analytics-python"}}},
)


def when(event: Event, site: Site) -> str | None:
    """What said so."""
    facts = event.facts
    known = facts.get("action") or facts.get("form")
    return event.name[:60] if event.kind == "track" and event.trusted and facts.get("backend") and not known else None
