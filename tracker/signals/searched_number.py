"""Searched the site for a bare number: a part, serial or order number, read off something they have. Shoppers search article numbers, too."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="searched for a part or serial number",
    group="words",
    votes={"customer": 1400},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Products Searched", "properties": {"query": "KB-20417"}},
    quiet={"kind": "track", "name": "Products Searched", "properties": {"query": "pump 2"}},
)


def when(event: Event, site: Site) -> str | None:
    """The number."""
    asked = event.facts.get("site_search")
    return asked[:40] if asked and " " not in asked.strip() and "@" not in asked and sum(map(str.isdigit, asked)) >= 4 else None
