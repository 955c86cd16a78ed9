"""Asked for a page that is not there. Old links send people there once or twice, scanners in dozens: four a day count."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="asked for pages that are not there",
    group="behaviour",
    votes={"bot": 400},
    half_life=0,
    cap=4,
    daily=4,
    fires={"kind": "page", "page": {"url": "https://shop.test/old", "path": "/old"}, "properties": {"status": 404}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "properties": {"status": 200}},
)


def when(event: Event, site: Site) -> str | None:
    """The address."""
    return event.page.path[:60] or "/" if event.facts.get("status") in (404, 410, 403, 405) else None
