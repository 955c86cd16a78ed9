"""Has a title that decides or buys. Sellers call themselves directors, too."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="has a title that buys",
    group="words",
    votes={"prospect": 700},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"title": "Head of Procurement"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"title": "Human"}},
)


def when(event: Event, site: Site) -> str | None:
    """The word of the title."""
    return event.facts.get("title_words", NONE).get("title_buyer")
