"""Came to the host of the application or customer portal. Visitors who seek the login by mistake do too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came to the application's host",
    group="path",
    votes={"customer": 900},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://app.shop.test/start", "path": "/start"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/start", "path": "/start"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host."""
    return (
        event.page.url.partition("://")[2].partition("/")[0] if event.kind in ("page", "screen") and event.facts.get("host_kind") in ("app", "portal") else None
    )
