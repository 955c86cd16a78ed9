"""Fetched robots.txt: programs do, and people who are curious about search engines, but few."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="fetched robots.txt",
    group="path",
    votes={"bot": 1800},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/robots.txt", "path": "/robots.txt"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The file."""
    return "/robots.txt" if event.facts.get("robots_txt") else None
