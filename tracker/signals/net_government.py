"""Comes from an authority's network: public purchaser or regulator."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="comes from an authority's network",
    group="network",
    votes={"prospect": 300, "other": 200},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "government", "organisation": "Somewhere"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "isp"}},
)


def when(event: Event, site: Site) -> str | None:
    """The network's owner."""
    return event.facts.get("organisation") or "government" if event.facts.get("network_kind") == "government" else None
