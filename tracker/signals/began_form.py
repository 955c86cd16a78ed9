"""Began to fill in a form and has not sent it, as far as is known."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="began to fill in a form",
    group="behaviour",
    votes={"prospect": 400},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Form Started"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") in ("form_started", "form_abandoned") else None
