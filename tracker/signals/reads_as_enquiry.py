"""The whole message reads like a buyer's message, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="reads like a buyer's message",
    group="words",
    votes={"prospect": 1900},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {
            "email": "ann@firm.test",
            "message": "Could you quote for three hundred metres of handrail, delivered to the north by the middle of May, drawings available.",
        },
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The words that say so most."""
    return event.facts.get("form_reads", NONE).get("enquiry")
