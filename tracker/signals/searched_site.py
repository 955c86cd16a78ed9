"""Used the search on the site: knows what they want. What they searched for is another signal."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="searched on the site",
    group="behaviour",
    votes={"prospect": 300, "customer": 150},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Products Searched"},
    quiet={"kind": "track", "name": "Video Playback Started"},
)


def when(event: Event, site: Site) -> str | None:
    """The event's name."""
    return event.name[:60] if event.facts.get("action") == "searched" else None
