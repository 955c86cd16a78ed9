"""Writes as a journalist or for a publication. A student's deadline is none: words of study take it back."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="writes for the press",
    group="words",
    desk="press",
    votes={"other": 3200, "prospect": -1200},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "I am a journalist and my deadline is Friday."},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    words = event.facts.get("form_words", NONE)
    return words.get("press") if "study" not in words else None
