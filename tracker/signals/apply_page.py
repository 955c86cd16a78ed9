"""Opened an application form. Owners who test it and software for applicants do so too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="opened the application form",
    group="path",
    votes={"job_seeker": 2500, "prospect": -500},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/careers/apply-online", "path": "/careers/apply-online"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "apply" in event.facts.get("sections", ()) else None
