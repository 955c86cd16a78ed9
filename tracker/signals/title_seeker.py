"""Writes "open to work" or "between jobs" where a title belongs."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="looks for work by title",
    group="words",
    votes={"job_seeker": 2000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"title": "Open to work"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"title": "Human"}},
)


def when(event: Event, site: Site) -> str | None:
    """The word of the title."""
    return event.facts.get("title_words", NONE).get("title_hr_seeker")
