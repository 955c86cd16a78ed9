"""Read pages for students and universities. A university's purchaser reads them, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read pages for students",
    group="path",
    votes={"student": 1300, "job_seeker": 200},
    half_life=120,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/for-students", "path": "/for-students"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "students" in event.facts.get("sections", ()) else None
