"""Asks for a spare part: has the machine. Dealers and repairers ask, too."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="asked for a spare part",
    group="words",
    votes={"customer": 1900},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "We need a spare part for the pump."}},
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    return event.facts.get("form_words", NONE).get("spare_part")
