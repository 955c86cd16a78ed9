"""Whose next order is overdue: at least two purchases on different days, and silence half as long again as their usual gap.

The usual gap is the median of their own; at least a week. Looked at are the 5,000 most engaged customers.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from tracker.model import DAY_MS, Mark, Site
from tracker.reports import Report
from tracker.rows import iso
from tracker.score import BUYER
from tracker.wall import counting

REPORT = Report(says="Customers whose next order is overdue by their own rhythm.", picture="table", audience=True)
STAGES, LOOKED_AT = ("buyer", "regular", "lapsed", "advocate"), 5000
LATE, LEAST_DAYS = 1.5, 7


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """Members by number with rhythm and lateness, the latest in their own measure first."""
    numbers = store.ask(counting.at_stages, site.name, STAGES, LOOKED_AT)
    found = store.ask(counting.marks, site.name, numbers, [f"action:{name}" for name in BUYER])
    members = {number: late for number, marks in found.items() if (late := _late(marks, now))}
    return {"members": dict(sorted(members.items(), key=lambda item: -item[1]["times_the_gap"]))}


def _late(marks: dict[tuple[str, int], Mark], now: int) -> dict[str, Any] | None:
    days = sorted({day for _, day in marks})
    if len(days) < 2:
        return None
    gap = max(LEAST_DAYS, median(b - a for a, b in zip(days, days[1:])))
    silent = now // DAY_MS - days[-1]
    if silent <= LATE * gap:
        return None
    return {"orders": len(days), "usual_gap_days": gap, "silent_days": silent, "times_the_gap": round(silent / gap, 2), "last_order": iso(days[-1] * DAY_MS)[:10]}
