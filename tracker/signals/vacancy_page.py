"""Opened a single vacancy, below the careers overview or named as one. Rivals count vacancies, and a staffing agency's clients look at them too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="opened a single vacancy",
    group="path",
    votes={"job_seeker": 1500, "prospect": -200},
    half_life=45,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/careers/fitter-munich", "path": "/careers/fitter-munich"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/careers", "path": "/careers"}},
)


def when(event: Event, site: Site) -> str | None:
    """The vacancy."""
    sections = event.facts.get("sections", ()) if event.kind in ("page", "screen") else ()
    below = event.facts.get("below", ())
    single = "vacancy" in sections or "careers" in below or "internship" in below and "careers" in sections
    return event.page.path or "/" if single else None
