"""Came from a job board. Rivals who watch hiring come from there, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a job board",
    group="referrer",
    votes={"job_seeker": 2700},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.indeed.com/viewjob"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "job_board" else None
