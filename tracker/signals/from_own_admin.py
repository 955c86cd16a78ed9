"""Came from the site's own administration or preview: staff or the agency that builds it."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="came from the site's own administration",
    group="referrer",
    votes={"other": 2500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://shop.test/wp-admin/post.php"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://shop.test/blog"}},
)


def when(event: Event, site: Site) -> str | None:
    """A word instead of the address, which may hold ids."""
    facts = event.facts
    return "administration" if event.kind in ("page", "screen") and facts.get("referrer_kind") == "internal" else None
