"""Looked at prices. Buyers do, and so do half of all rivals and some students: never enough alone."""

from tracker.model import Event, Signal, Site

ELSE = ("shipping", "blog")
"""Subjects that speak for themselves where a page has both."""

SIGNAL = Signal(
    says="looked at prices",
    group="path",
    votes={"prospect": 900, "competitor": 300, "job_seeker": -300, "student": -400},
    half_life=30,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    sections = event.facts.get("sections", ()) if event.kind in ("page", "screen") else ()
    return event.page.path or "/" if "pricing" in sections and not any(other in sections for other in ELSE) else None
