"""Fetched an operating manual or a parts list: who does has the thing. Buyers and students take data sheets, which do not count here."""

from tracker.model import Event, Signal, Site

MANUALS = (
    "manual",
    "anleitung",
    "handbuch",
    "instruc",
    "istruzion",
    "mode d emploi",
    "instrukcj",
    "navodil",
    "uput",
    "rukovod",
    "handleiding",
    "kullanim",
    "説明書",
    "说明书",
)

SIGNAL = Signal(
    says="fetched a manual",
    group="path",
    votes={"customer": 700},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "File Downloaded",
        "properties": {"file": "user-manual-ex40.pdf"},
        "page": {"url": "https://shop.test/downloads/user-manuals", "path": "/downloads/user-manuals"},
    },
    quiet={"kind": "page", "page": {"url": "https://shop.test/docs/data-sheets/p3.pdf", "path": "/docs/data-sheets/p3.pdf"}},
)


def when(event: Event, site: Site) -> str | None:
    """The file."""
    facts = event.facts
    name = facts.get("file", "").lower()
    if not name:
        return None
    words = facts.get("section_words", {}).get("docs", "")
    told = any(part in name or part in words for part in MANUALS)
    return name[:80] if name and told and "spec" not in name else None
