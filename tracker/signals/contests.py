"""Contests what we say of them, through their own signed link. It votes for nobody: a person has to look (tracker/qualify.py)."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="contests what we say of them",
    group="declared",
    votes={},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "track", "name": "Correction Requested", "trusted": True, "properties": {"claims": "student", "pleads": "I write a thesis."}},
    quiet={"kind": "track", "name": "Correction Requested", "properties": {"claims": "prospect"}},
)


def when(event: Event, site: Site) -> str | None:
    """What they say they are; what a page says with its public key is not theirs."""
    if not event.trusted or event.name != "Correction Requested":
        return None
    return str(event.properties.get("claims") or "a note")[:40]
