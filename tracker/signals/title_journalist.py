"""Is a journalist or editor by title. Bloggers buy things, too."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="is a journalist by title",
    group="words",
    desk="press",
    votes={"other": 2300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"title": "Journalist"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"title": "Human"}},
)


def when(event: Event, site: Site) -> str | None:
    """The word of the title."""
    return event.facts.get("title_words", NONE).get("title_journalist")
