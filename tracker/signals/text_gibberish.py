"""A message that is no message: keyboard runs, test words. Real people test forms as well."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="sent a message without meaning",
    group="words",
    votes={"unknown": 1500, "prospect": -1500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "asdf asdf"}},
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "We need a pump."}},
)


def when(event: Event, site: Site) -> str | None:
    """The word."""
    facts = event.facts
    words = facts.get("form_words", NONE)
    return words["gibberish_test"] if "gibberish_test" in words and len(facts.get("form_text", "")) < 40 else None
