"""Asked in words to be shown or to try the product."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="asked to see or try the product",
    group="words",
    votes={"prospect": 2200},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "We would like to book a demo of your product."},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    words = event.facts.get("form_words", NONE)
    return next((words[intent] for intent in ("demo_request", "trial") if intent in words), None)
