"""The whole message reads like a customer who wants more, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, tuple[int, str]] = {}

SIGNAL = Signal(
    says="reads like a customer who wants more",
    group="words",
    votes={"customer": 550},
    half_life=0,
    cap=5,
    daily=5,
    graded=True,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {
            "email": "ann@firm.test",
            "message": "We are at 48 of 50 seats and hiring, what does the next tier cost if we move mid term, same contract?",
        },
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> tuple[int, str] | None:
    """How surely, in steps, and the words that say so most."""
    return event.facts.get("form_reads", NONE).get("upsell")
