"""A message with several links: pitches and spam. Buyers paste a link to their drawings, seldom two."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="sent a message with links",
    group="words",
    votes={"other": 1500, "bot": 700, "prospect": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "See https://a.test/ and https://b.test/"}},
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "See https://a.test/drawing"}},
)


def when(event: Event, site: Site) -> str | None:
    """How many."""
    links = event.facts.get("form_links", 0)
    return f"{links % 10 or links} links" if links >= 2 else None
