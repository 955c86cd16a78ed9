"""Says who recommended the owner: among the best signs of a buyer. Sellers name-drop, too."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="was recommended",
    group="words",
    votes={"prospect": 1200},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "You were recommended by a colleague."}},
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    return event.facts.get("form_words", NONE).get("referral")
