"""Pressed a telephone number or e-mail address: wants to speak. Sellers as well."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="pressed a telephone number or address",
    group="behaviour",
    votes={"prospect": 900, "customer": 300, "other": 200},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Phone Clicked"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "contact_click" else None
