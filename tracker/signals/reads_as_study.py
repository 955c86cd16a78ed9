"""The whole message reads like study or teaching, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="reads like study or teaching",
    group="words",
    votes={"student": 3000, "prospect": -1500},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {
            "email": "ann@firm.test",
            "message": "I am writing my dissertation at university and hope you could fill in a questionnaire for my thesis research.",
        },
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The words that say so most."""
    return event.facts.get("form_reads", NONE).get("study")
