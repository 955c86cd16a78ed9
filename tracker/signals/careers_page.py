"""Read a page about working here. Weak alone: buyers also look how a company treats its people."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read a page about working here",
    group="path",
    votes={"job_seeker": 800, "prospect": -150},
    half_life=45,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/careers", "path": "/careers"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "careers" in event.facts.get("sections", ()) else None
