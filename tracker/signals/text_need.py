"""Wrote what they need or mean to buy. Vendors need only ten minutes, students need data."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="wrote what they need",
    group="words",
    votes={"prospect": 1000},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "We are looking for a supplier and want to buy pumps."},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    return event.facts.get("form_words", NONE).get("need")
