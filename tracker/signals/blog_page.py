"""Read an article. Brings everybody who has a question; that is why it tells nobody apart."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read articles",
    group="path",
    votes={"unknown": 150, "student": 200},
    half_life=30,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/blog/how-pumps-work", "path": "/blog/how-pumps-work"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "blog" in event.facts.get("sections", ()) else None
