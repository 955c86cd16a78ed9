"""Who contests what we say of them: people who asked, through their own link, that a person looks. Newest first, at most 200."""

from __future__ import annotations

from typing import Any

from tracker.model import Site
from tracker.reports import Report, whole
from tracker.rows import iso
from tracker.wall import counting

REPORT = Report(says="Who contests their verdict or their data, and what they say.", picture="table", arguments={"limit": "how many (50)"})
ASKED = "Correction Requested"


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """One row a person: when they asked, what they say they are, their note, and what we say today."""
    noted = store.ask(counting.noted, site.name, "correction", whole(arguments, "limit", 50, 200))
    return {"corrections": [row for visitor, at in noted for row in _asked(store, site.name, visitor, at)]}


def _asked(store: Any, site: str, visitor: str, at: int) -> list[dict[str, Any]]:
    event = next((event for event in store.events(site, visitor, 500) if event.name == ASKED and event.trusted), None)
    if event is None:
        return []
    row = store.row(site, visitor) or {}
    told = event.properties
    return [{"id": visitor, "at": iso(at), "says": told.get("claims", ""), "note": told.get("pleads", ""), "class": row.get("class", "unknown"), "list": row.get("list", "excluded")}]
