"""The whole message reads like a survey or market research, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="reads like a survey or market research",
    group="words",
    votes={"other": 2600, "prospect": -1200},
    half_life=0,
    cap=1,
    daily=1,
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


def when(event: Event, site: Site) -> str | None:
    """The words that say so most."""
    return event.facts.get("form_reads", NONE).get("research")
