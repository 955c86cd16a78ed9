"""Looked for a free date, room or appointment. Who has a booking already looks at the same pages."""

from tracker.model import Event, Signal, Site

ELSE = ("careers", "demo", "account", "events", "docs")
"""Where a page has one of these subjects as well, the booking is of something else ("book a demo", "my bookings")."""

SIGNAL = Signal(
    says="looked for a free date",
    group="path",
    votes={"prospect": 700, "customer": 150, "unknown": -200},
    half_life=30,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/check-availability", "path": "/check-availability"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    sections = event.facts.get("sections", ()) if event.kind in ("page", "screen") else ()
    return event.page.path or "/" if "booking" in sections and not any(other in sections for other in ELSE) else None
