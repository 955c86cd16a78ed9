"""Read about security and compliance: a purchaser's checklist. Researchers who look for holes read it too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="read about security and compliance",
    group="path",
    votes={"prospect": 600},
    half_life=45,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/security", "path": "/security"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "security" in event.facts.get("sections", ()) else None
