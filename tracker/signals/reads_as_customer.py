"""The whole message reads like a customer's message, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="reads like a customer's message",
    group="words",
    votes={"customer": 2600, "prospect": -1200},
    half_life=0,
    cap=1,
    daily=1,
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


def when(event: Event, site: Site) -> str | None:
    """The words that say so most."""
    return event.facts.get("form_reads", NONE).get("customer")
