"""Wrote a message whose text the site does not pass on, only its length: there is nothing to read, so nothing can be missed in it."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="wrote a message that was not passed on",
    group="declared",
    votes={},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message_length": 240},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """How long it was."""
    length, told = event.facts.get("form_length"), event.facts.get("form_text")
    return f"{length} characters" if length and not told else None
