"""Came from a learning platform or a page with solved exercises: somebody put the link into a course."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a learning platform",
    group="referrer",
    votes={"student": 1900},
    half_life=120,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://canvas.instructure.com/courses/12"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "learning" else None
