"""The whole message reads like a proposal to work together, whatever its phrases."""

from tracker.model import Event, Signal, Site

NONE: dict[str, str] = {}

SIGNAL = Signal(
    says="reads like a proposal to work together",
    group="words",
    votes={"other": 2800, "prospect": -1200},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {
            "email": "ann@firm.test",
            "message": "We would like to represent your brand in Kenya and distribute your products, do you have a partner programme for resellers?",
        },
    },
    quiet={"kind": "track", "name": "Form Submitted", "properties": {"email": "ann@firm.test", "message": "Good morning."}},
)


def when(event: Event, site: Site) -> str | None:
    """The words that say so most."""
    return event.facts.get("form_reads", NONE).get("partner")
