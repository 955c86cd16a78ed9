"""The whole message reads like a survey or market research, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, tuple[int, str]] = {}

SIGNAL = Signal(
    says="reads like a survey or market research",
    group="words",
    votes={"other": 600, "prospect": -300},
    half_life=0,
    cap=5,
    daily=5,
    graded=True,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {
            "email": "ann@firm.test",
            "message": "As part of a market study our institute conducts a survey among manufacturers and would like to interview you as expert.",
        },
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> tuple[int, str] | None:
    """How surely, in steps, and the words that say so most."""
    return event.facts.get("form_reads", NONE).get("research")
