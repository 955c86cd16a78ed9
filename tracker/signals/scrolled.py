"""Scrolled or lingered, as the page's script reports. Programs seldom do."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="scrolled through pages",
    group="behaviour",
    votes={"bot": -800},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Scrolled"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The page."""
    return event.page.path or "/" if event.facts.get("action") == "engaged" else None
