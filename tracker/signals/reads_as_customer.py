"""The whole message reads like a customer's message, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, tuple[int, str]] = {}

SIGNAL = Signal(
    says="reads like a customer's message",
    group="words",
    votes={"customer": 650, "prospect": -250},
    half_life=0,
    cap=5,
    daily=5,
    graded=True,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {
            "email": "ann@firm.test",
            "message": "The boiler you fitted in November shows an error and there is no hot water again, third time since you serviced it.",
        },
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> tuple[int, str] | None:
    """How surely, in steps, and the words that say so most."""
    return event.facts.get("form_reads", NONE).get("customer")
