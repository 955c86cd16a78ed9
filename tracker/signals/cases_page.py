"""Read what others did with the product: a buyer's question. Rivals want to know the customers, students need an example."""

from tracker.model import Event, Signal, Site

ELSE = ("about",)
"""Subjects that speak for themselves where a page has both."""

SIGNAL = Signal(
    says="read customer stories",
    group="path",
    votes={"prospect": 500, "competitor": 150},
    half_life=45,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/case-studies", "path": "/case-studies"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    sections = event.facts.get("sections", ()) if event.kind in ("page", "screen") else ()
    return event.page.path or "/" if "cases" in sections and not any(other in sections for other in ELSE) else None
