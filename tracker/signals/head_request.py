"""Asked only for the head of a page: monitors and link checkers do; browsers do not."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="asked only whether the page is there",
    group="behaviour",
    votes={"bot": 1700},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "properties": {"method": "HEAD"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "properties": {"status": 200}},
)


def when(event: Event, site: Site) -> str | None:
    """The method."""
    method = event.facts.get("method")
    return method if method in ("HEAD", "OPTIONS", "PROPFIND", "TRACE", "CONNECT") else None
