"""The browser's clock has no time zone of a place: servers run so, and so do browsers that hide where they are. Weak alone."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="has a server's clock (UTC)",
    group="device",
    votes={"bot": 1200},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "context": {"timezone": "UTC"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "context": {"timezone": "Atlantic/Reykjavik"}},
)


def when(event: Event, site: Site) -> str | None:
    """The zone as the browser names it; a back end's own clock says nothing about the visitor."""
    return "UTC" if event.facts.get("timezone") == "UTC" and event.kind in ("page", "screen") and not event.facts.get("backend") else None
