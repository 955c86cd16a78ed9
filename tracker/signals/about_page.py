"""Read about the company. Applicants, buyers, journalists and sellers all do; says nearly nothing."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about the company",
    group="path",
    votes={"job_seeker": 150, "other": 150},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "about" in event.facts.get("sections", ()) else None
