"""Left contact data that are plainly made up: nobody can be reached, nothing is known. A short real name is no fake."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="left made-up contact data",
    group="address",
    votes={"unknown": 3000, "prospect": -3000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Form Submitted", "properties": {"email": "asdf@asdf.com", "message": "asdf"}},
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "We need a pump."}},
)


def when(event: Event, site: Site) -> str | None:
    """A word, never the address."""
    facts = event.facts
    return "made up" if facts.get("email_fake") or facts.get("form_fake") else None
