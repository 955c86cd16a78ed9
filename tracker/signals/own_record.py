"""An address or event names a contract, booking or order of theirs: bought already. Links in mails to customers look so."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="has a contract, booking or order with us",
    group="declared",
    votes={"customer": 2000, "prospect": -300, "unknown": -400},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/appointment?contract=W-2231", "path": "/appointment"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/shoes?order=asc", "path": "/shoes"}},
)


def when(event: Event, site: Site) -> str | None:
    """The name of the number, never the number."""
    return event.facts.get("record")
