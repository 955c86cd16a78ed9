"""Came to the host for help. Buyers read there whether it can do what they need."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came to the host for help",
    group="path",
    votes={"customer": 500, "prospect": 100},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://help.shop.test/start", "path": "/start"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/start", "path": "/start"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host."""
    return (
        event.page.url.partition("://")[2].partition("/")[0]
        if event.kind in ("page", "screen") and event.facts.get("host_kind") in ("help", "support")
        else None
    )
