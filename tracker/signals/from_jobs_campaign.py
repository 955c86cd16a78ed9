"""Came by a campaign for vacancies, or Google's job search."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came by a campaign for vacancies",
    group="referrer",
    votes={"job_seeker": 2600},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/landing?utm_source=google_jobs_apply&utm_medium=organic", "path": "/landing"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/landing", "path": "/landing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The source of the campaign."""
    return event.facts.get("utm_source") or "campaign" if event.kind in ("page", "screen") and event.facts.get("campaign_kind") == "jobs" else None
