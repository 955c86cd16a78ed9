"""Seconds of attention that pages got. Counted; what they mean, patterns say."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="spent time reading",
    group="behaviour",
    votes={},
    half_life=60,
    cap=100000,
    daily=100000,
    fires={"kind": "track", "name": "Page Engaged", "properties": {"seconds": 42}},
    quiet={"kind": "track", "name": "Page Engaged"},
)


def when(event: Event, site: Site) -> tuple[int, str] | None:
    """The seconds, and the page that got them."""
    seconds = int(event.facts.get("engaged_seconds", 0))
    return (seconds, event.page.path[:80]) if seconds > 0 else None
