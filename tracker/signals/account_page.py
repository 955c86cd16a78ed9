"""Opened a page of an account. Trial users and applicants have accounts too."""

from tracker.model import Event, Signal, Site

ELSE = ("login", "signup")
"""Subjects that speak for themselves where a page has both."""

SIGNAL = Signal(
    says="opened an account page",
    group="path",
    votes={"customer": 1300},
    half_life=0,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/my-account", "path": "/my-account"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page that was looked at."""
    sections = event.facts.get("sections", ()) if event.kind in ("page", "screen") else ()
    return event.page.path or "/" if "account" in sections and not any(other in sections for other in ELSE) else None
