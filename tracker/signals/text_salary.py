"""Asked about pay, hiring or interviews."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="asked about working here",
    group="words",
    votes={"job_seeker": 1500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "What is the salary range?"}},
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The phrase that spoke."""
    words = event.facts.get("form_words", NONE)
    return words.get("salary") if "application" not in words else None
