"""Asks what only a rival wants to know: discounts, customers, roadmap. Large buyers ask for the roadmap, too."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="asked what rivals want to know",
    group="words",
    votes={"competitor": 2500, "prospect": -600},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "What is your discount structure and who are your biggest customers?"},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    return event.facts.get("form_words", NONE).get("competitor_probe")
