"""Calls themselves student, lecturer or researcher. Purpose beats occupation: students apply, universities buy."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="is a student or teacher by title",
    group="words",
    votes={"student": 1900},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"title": "PhD student"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"title": "Human"}},
)


def when(event: Event, site: Site) -> str | None:
    """The word of the title."""
    return event.facts.get("title_words", NONE).get("title_student")
