"""Wrote of their order, contract or invoice."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="wrote about an order or invoice",
    group="words",
    votes={"customer": 2200},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "My order number is 4711, where is my order?"},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    words = event.facts.get("form_words", NONE)
    return next((words[intent] for intent in ("order_reference", "invoice") if intent in words), None)
