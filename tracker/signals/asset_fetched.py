"""Fetched styles, scripts or pictures, as a log shows: a browser draws the page. Counted so that other rules know."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="fetched styles and pictures",
    group="behaviour",
    votes={"bot": -300},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/static/site.css", "path": "/static/site.css"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}},
)


def when(event: Event, site: Site) -> str | None:
    """The file."""
    return event.page.path or "/" if event.facts.get("asset") else None
