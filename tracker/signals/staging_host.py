"""Came to a host for tests: those who build the site know its address. Crawlers find it too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came to a host for tests",
    group="path",
    votes={"other": 2000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://staging.shop.test/start", "path": "/start"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/start", "path": "/start"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host."""
    return event.page.url.partition("://")[2].partition("/")[0] if event.kind in ("page", "screen") and event.facts.get("host_kind") == "staging" else None
