"""The whole message reads like an investor's message, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, tuple[int, str]] = {}

SIGNAL = Signal(
    says="reads like an investor's message",
    group="words",
    votes={"other": 650, "prospect": -350},
    half_life=0,
    cap=5,
    daily=5,
    graded=True,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {
            "email": "ann@firm.test",
            "message": "Our fund invests in firms with twenty million revenue, would the owners be open to a conversation about a stake, due diligence follows.",
        },
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> tuple[int, str] | None:
    """How surely, in steps, and the words that say so most."""
    return event.facts.get("form_reads", NONE).get("investor")
