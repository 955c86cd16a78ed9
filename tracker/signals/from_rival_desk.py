"""Came from inside a rival's firm: its webmail or intranet, or somebody's internal page about rivals. A customer's list of suppliers has other names."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from a rival's desk",
    group="referrer",
    votes={"competitor": 2500, "prospect": -1500, "customer": -800},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://intranet.firm.test/sales/competitors.html"},
    },
    quiet={
        "kind": "page",
        "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://blog.test/ten-competitors-compared"},
    },
)


def when(event: Event, site: Site) -> str | None:
    """The host of that page."""
    return event.facts.get("rival_desk") if event.kind in ("page", "screen") else None
