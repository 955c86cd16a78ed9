"""Asked to take part in a study or survey: market and academic researchers, students as well."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="asked for an answer to a study",
    group="words",
    votes={"other": 2200, "student": 1000, "prospect": -1200},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "We invite you to participate in our survey."},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    return event.facts.get("form_words", NONE).get("research")
