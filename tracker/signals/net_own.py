"""Comes from the owner's own network: staff, or guests in the house."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="comes from this company's network",
    group="network",
    votes={"other": 3800, "prospect": -1500, "customer": -1000},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"own_network": True}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "isp"}},
)


def when(event: Event, site: Site) -> str | None:
    """The network."""
    return event.facts.get("organisation") or "own network" if event.facts.get("own_network") else None
