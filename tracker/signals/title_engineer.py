"""Engineer or developer by title: chooses, uses, or looks for work."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="is an engineer by title",
    group="words",
    votes={"prospect": 200, "customer": 200},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"title": "Software Engineer"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"title": "Human"}},
)


def when(event: Event, site: Site) -> str | None:
    """The word of the title."""
    return event.facts.get("title_words", NONE).get("title_engineer")
