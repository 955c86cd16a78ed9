"""A number of a contract, an order or a customer stands in a field made for it: bought already. Quoted is only that it was there."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="gave a customer, contract or order number",
    group="declared",
    votes={"customer": 2600, "prospect": -800},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "customer_number": "3391", "message": "The inverter blinks orange."},
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """What said so."""
    given = event.facts.get("form_reference", "")
    return "a number" if any(map(str.isdigit, given)) else None
