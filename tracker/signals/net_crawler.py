"""Comes from the range of a crawler's operator."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="comes from a crawler's network",
    group="network",
    votes={"bot": 3000, "prospect": -1500, "customer": -1500, "job_seeker": -1000},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"crawler_range": True, "network_kind": "crawler"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "isp"}},
)


def when(event: Event, site: Site) -> str | None:
    """The operator."""
    return event.facts.get("organisation") or "crawler" if event.facts.get("crawler_range") else None
