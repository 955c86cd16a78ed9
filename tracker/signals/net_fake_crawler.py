"""Calls itself a big crawler and comes from elsewhere: a program all the same, and a liar."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="calls itself a crawler but comes from elsewhere",
    group="network",
    votes={"bot": 3000, "prospect": -1000},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"fake_crawler": "googlebot"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "isp"}},
)


def when(event: Event, site: Site) -> str | None:
    """The name it claims."""
    return event.facts.get("fake_crawler")
