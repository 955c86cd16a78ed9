"""Ask every signal about one event; what they say becomes evidence that adds up."""

from __future__ import annotations

import re

from tracker.actions import ACTIONS
from tracker.model import DAY_MS, Event, Evidence, Mark, Site
from tracker.rulebook import Rulebook

SAMPLE_LENGTH = 120
_ADDRESS = re.compile(r"[^/?&=;\s]{1,80}(?:@|%40)[^/?&=;\s]{1,80}", re.IGNORECASE)
_TOKEN = re.compile(r"(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|[A-Za-z0-9_]{24,}")


def _shown(sample: str) -> str:
    """A sample fit for lists and mails: addresses and long tokens, which open accounts, are cut out of it."""
    sample = sample[: 2 * SAMPLE_LENGTH]
    if "@" in sample or "%40" in sample:
        sample = _ADDRESS.sub("…", sample)
    if len(sample) >= 24:
        sample = _TOKEN.sub(lambda found: "…" if sum(map(str.isdigit, found[0])) >= 3 else found[0], sample)
    return sample[:SAMPLE_LENGTH]


def evidence_of(event: Event, site: Site, rulebook: Rulebook) -> Evidence:
    """The evidence in one event: a mark for each signal that fires, on the event's own day.

    A signal's ``when`` answers nothing (falsy), or what it saw (text), or ``(amount, what)``.
    Each answer depends on this event alone, so evidence can be summed in any order.
    """
    day = event.at // DAY_MS
    marks = {}
    for name, when in rulebook.dispatch.askers(event.kind, event.facts):
        said = when(event, site)
        if said:
            amount, sample = said if isinstance(said, tuple) else (1, said)
            text = sample if isinstance(sample, str) else ""
            marks[name, day] = Mark(
                count=int(amount), first=event.at, last=event.at, sample=_shown(text)
            )
    action = event.facts.get("action")
    if action in ACTIONS:
        teller = f":{event.facts['teller']}" if "teller" in event.facts else ""
        marks[f"action:{action}{teller}", day] = Mark(count=1, first=event.at, last=event.at)
    return Evidence(marks=marks)
