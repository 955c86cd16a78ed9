"""Comes from rented servers. Programs do, and so do people behind a firm's cloud gateway: weak."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="comes from a data centre",
    group="network",
    votes={"bot": 1000},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "hosting", "organisation": "Somewhere"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "isp"}},
)


def when(event: Event, site: Site) -> str | None:
    """The network's owner."""
    return event.facts.get("organisation") or "hosting" if event.facts.get("network_kind") == "hosting" else None
