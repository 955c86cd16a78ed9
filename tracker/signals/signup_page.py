"""Opened the page where one registers: nearer to buying than reading. Customers and spammers come there too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="opened the registration page",
    group="path",
    votes={"prospect": 700, "customer": 200},
    half_life=45,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/sign-up", "path": "/sign-up"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    return event.page.path or "/" if event.kind in ("page", "screen") and "signup" in event.facts.get("sections", ()) else None
