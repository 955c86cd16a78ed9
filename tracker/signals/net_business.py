"""Comes from a firm's network: somebody at work, buyer, seller or rival."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="comes from a company's network",
    group="network",
    votes={"prospect": 250, "customer": 150, "student": -300},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "business", "organisation": "Somewhere"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "isp"}},
)


def when(event: Event, site: Site) -> str | None:
    """The network's owner."""
    return event.facts.get("organisation") or "business" if event.facts.get("network_kind") == "business" else None
