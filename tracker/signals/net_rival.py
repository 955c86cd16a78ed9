"""Comes from the network of a company that the owner named as competitor. Guests and customers of theirs sit there, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="comes from a competitor's network",
    group="network",
    votes={"competitor": 4000, "prospect": -1500, "customer": -500},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"competitor_network": "rival.test"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "facts": {"network_kind": "isp"}},
)


def when(event: Event, site: Site) -> str | None:
    """The competitor's domain."""
    return event.facts.get("competitor_network")
