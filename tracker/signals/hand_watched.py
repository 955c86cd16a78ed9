"""A page whose script would have told of a hand. Says nothing by itself; a pattern asks whether one was ever seen."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="was on pages that would notice a hand",
    group="behaviour",
    votes={},
    half_life=60,
    cap=1000,
    daily=1000,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "context": {"signs": {"human": 0}}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}, "context": {"signs": {"webdriver": False}}},
)


def when(event: Event, site: Site) -> str | None:
    """A word."""
    signs = event.context.get("signs") if isinstance(event.context, dict) else None
    return "watched" if event.kind == "page" and isinstance(signs, dict) and "human" in signs else None
