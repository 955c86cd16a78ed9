"""Says that nothing will be bought: an exercise, a study, curiosity."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="says that nothing will be bought",
    group="words",
    votes={"prospect": -3000, "student": 1500, "other": 300, "job_seeker": -500},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "This is only an exercise, we will not buy."},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    return event.facts.get("form_words", NONE).get("no_purchase")
