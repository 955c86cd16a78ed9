"""Came from a page where employees rate employers. Buyers look there, rarely."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from an employer rating",
    group="referrer",
    votes={"job_seeker": 1300, "competitor": 200},
    half_life=90,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.kununu.com/de/acme"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://www.google.com/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The host of the referrer."""
    return event.facts.get("referrer_host") if event.kind in ("page", "screen") and event.facts.get("referrer_kind") == "employer_rating" else None
