"""Came to a host that is there for vacancies (jobs.acme.com). Rivals who count them come, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came to the host for vacancies",
    group="path",
    votes={"job_seeker": 1400},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://careers.shop.test/start", "path": "/start"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/start", "path": "/start"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host."""
    return event.page.url.partition("://")[2].partition("/")[0] if event.kind in ("page", "screen") and event.facts.get("host_kind") == "careers" else None
