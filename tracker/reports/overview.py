"""The site at a glance: lists, classes, events, sources, refusals. Three passes over the lists' table."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tracker.model import CLASSES, DAY_MS, LISTS, Site
from tracker.reports import Report, whole
from tracker.rows import iso
from tracker.wall import counting

REPORT = Report(says="Lists, classes, events, sources and refusals at a glance.", picture="tiles", arguments={"sources": "how many of the top sources (10)"})


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """Counts that add up: leads + review + excluded = visitors = the sum of the classes."""
    rows = store.ask(counting.places, site.name)
    lists, classes = Counter(), Counter()
    for place, who, count in rows:
        lists[place] += count
        classes[who] += count
    last = store.latest(site.name)
    week = 7 * DAY_MS
    return {
        "visitors": sum(lists.values()),
        "lists": {name: lists[place] for name, place in LISTS.items()},
        "classes": {name: classes[name] for name in CLASSES},
        "events": store.total_events(site.name),
        "last_event": iso(last.received) if last else None,
        "new_visitors": {"last_7_days": store.ask(counting.seen_first, site.name, now - week, 2**62), "the_7_before": store.ask(counting.seen_first, site.name, now - 2 * week, now - week)},
        "sources": [{"source": name or "direct or unknown", "visitors": count, "leads": leads} for name, count, leads in store.ask(counting.sources, site.name, whole(arguments, "sources", 10, 100))],
        "refusals": store.refusals(site.name),
        "waiting": store.waiting(),
    }
