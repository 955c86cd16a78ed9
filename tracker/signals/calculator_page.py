"""Opened a calculator or configurator: what it would cost for them. Rivals and students try it, too, fewer times."""

from tracker.model import Event, Signal, Site

ELSE = ("careers", "docs", "account")
"""Where a page has one of these subjects as well, it is no price for a buyer ("calculator API", "salary calculator")."""

SIGNAL = Signal(
    says="worked out what it would cost",
    group="path",
    votes={"prospect": 800, "competitor": 200, "unknown": -200},
    half_life=45,
    cap=2,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/price-calculator", "path": "/price-calculator"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/about-us", "path": "/about-us"}},
)


def when(event: Event, site: Site) -> str | None:
    """The page, or the name of the event that tells of a result."""
    if event.facts.get("action") == "calculated":
        return event.name[:60]
    sections = event.facts.get("sections", ()) if event.kind in ("page", "screen") else ()
    return event.page.path or "/" if "calculator" in sections and not any(other in sections for other in ELSE) else None
