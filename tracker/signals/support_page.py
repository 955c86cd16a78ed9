"""Read the help pages. Customers need them, careful buyers read them before."""

from tracker.model import Event, Signal, Site

ELSE = ("returns", "tracking", "invoice", "spares", "quote", "careers")
"""Subjects that speak for themselves where a page has both."""

SIGNAL = Signal(
    says="read the help pages",
    group="path",
    votes={"customer": 800},
    half_life=60,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/support", "path": "/support"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    sections = event.facts.get("sections", ()) if event.kind in ("page", "screen") else ()
    return event.page.path or "/" if "support" in sections and not any(other in sections for other in ELSE) else None
