"""Opened invoices or billing: somebody who pays. Pages that sell invoicing software look alike."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="opened invoices or billing",
    group="path",
    votes={"customer": 1700},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/billing", "path": "/billing"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "invoice" in event.facts.get("sections", ()) else None
