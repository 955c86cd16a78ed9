"""Sent a form with a message of their own. Who writes wants something; what, the words must tell."""

from tracker.model import Event, Signal, Site

WRITTEN = ("form_submitted", "quote_requested", "demo_requested", "support_ticket", "chat")

SIGNAL = Signal(
    says="wrote to us",
    group="declared",
    votes={"prospect": 1000, "customer": 900, "other": 900, "student": 600, "job_seeker": 600, "unknown": -800},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "We would like to know more."}},
    quiet={"kind": "track", "name": "Newsletter Subscribed", "properties": {"email": "ann@firm.test"}},
)


def when(event: Event, site: Site) -> str | None:
    """The form's event."""
    facts = event.facts
    meant = facts.get("form") and facts.get("action", "form_submitted") in WRITTEN and not facts.get("form_fake")
    return event.name[:60] if meant and (facts.get("form_text") or facts.get("form_length")) else None
