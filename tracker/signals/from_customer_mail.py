"""Came by a mail that customers get: order, invoice, renewal. Mails about a trial or an abandoned cart look alike."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came by a mail for customers",
    group="referrer",
    votes={"customer": 1700},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "page",
        "page": {"url": "https://shop.test/landing?utm_source=transactional&utm_medium=email&utm_campaign=invoice", "path": "/landing"},
    },
    quiet={"kind": "page", "page": {"url": "https://shop.test/landing", "path": "/landing"}},
)


def when(event: Event, site: Site) -> str | None:
    """The source of the campaign."""
    return event.facts.get("utm_source") or "campaign" if event.kind in ("page", "screen") and event.facts.get("campaign_kind") == "lifecycle" else None
