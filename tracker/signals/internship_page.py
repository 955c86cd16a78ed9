"""Read about internships or apprenticeships: looks for work, though in study."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about internships",
    group="path",
    votes={"job_seeker": 700, "student": 300},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/internships", "path": "/internships"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "internship" in event.facts.get("sections", ()) else None
