"""The whole message reads like a question of the press, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, tuple[int, str]] = {}

SIGNAL = Signal(
    says="reads like a question of the press",
    group="words",
    votes={"other": 700, "prospect": -350},
    half_life=0,
    cap=5,
    daily=5,
    graded=True,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {
            "email": "ann@firm.test",
            "message": "I am a journalist with the evening post and writing an article, can anyone comment before the deadline today?",
        },
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> tuple[int, str] | None:
    """How surely, in steps, and the words that say so most."""
    return event.facts.get("form_reads", NONE).get("press")
