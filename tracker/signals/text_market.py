"""Wrote a word of the market: price, supplier, discount. Sellers use the same words, so it is little."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="wrote of prices or suppliers",
    group="words",
    votes={"prospect": 600},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "What about the price?"},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    return event.facts.get("form_words", NONE).get("buy_intent")
