"""Asked to buy in quantity or for a shop: a buyer who sells on, no partner seeking commission."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="asked to buy for resale",
    group="words",
    votes={"prospect": 2000, "other": 300},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "Do you have wholesale prices for our shop?"},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    return event.facts.get("form_words", NONE).get("reseller_purchase")
