"""Fetched a news feed. A feed reader does it for a person, again and again: a program, but no crawler."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="fetched a news feed",
    group="path",
    votes={"bot": 500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/blog/feed/", "path": "/blog/feed/"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/blog", "path": "/blog"}},
)


def when(event: Event, site: Site) -> str | None:
    """The feed."""
    return event.page.path or "/" if event.facts.get("feed") else None
