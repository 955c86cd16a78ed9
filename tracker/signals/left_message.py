"""Left a message of some length. It says nothing of who writes; it asks to be read before the form alone makes a lead."""

from tracker.model import Event, Signal, Site

LENGTH = 25
"""Characters: below it stands "call me" or a quantity, which a form for offers explains by itself."""

SIGNAL = Signal(
    says="left a message",
    group="words",
    votes={},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "The container with the goods leaves Rotterdam on Friday."},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """That it was left; never the message."""
    return "a message" if len(event.facts.get("form_text", "")) >= LENGTH else None
