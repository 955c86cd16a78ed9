"""Comes from a university's or school's network: students, but also its staff who buy."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="comes from a university's network",
    group="network",
    votes={"student": 1200, "other": 200},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "education", "organisation": "Somewhere"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "isp"}},
)


def when(event: Event, site: Site) -> str | None:
    """The network's owner."""
    return event.facts.get("organisation") or "education" if event.facts.get("network_kind") == "education" else None
