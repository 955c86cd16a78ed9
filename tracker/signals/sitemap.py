"""Fetched the site map, which is written for programs. Rivals and agencies open it by hand."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="fetched the site map",
    group="path",
    votes={"bot": 1200, "competitor": 300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/sitemap.xml", "path": "/sitemap.xml"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The file."""
    return event.page.path or "/" if event.facts.get("sitemap") else None
