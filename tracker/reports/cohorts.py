"""How far those got who came in the same week: stages by the week (from Monday, UTC) of the first visit.

One pass over the lists' table. Programs are left out unless asked for: a crawler's visit is nobody's start.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from tracker.model import DAY_MS, STAGES, Site
from tracker.reports import OF_CLASS, Report, one_class, share, whole
from tracker.rows import iso
from tracker.wall import counting

REPORT = Report(
    says="Stages of those who came in the same week.", picture="heat map", arguments={**OF_CLASS, "weeks": "how many weeks back (26)"},
)  # fmt: skip
BOUGHT = ("buyer", "regular", "lapsed")


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """Weeks oldest first, each with its size, how many stand at each stage today, and the share that bought."""
    who, weeks = one_class(arguments), whole(arguments, "weeks", 26, 520)
    this = _week(now)
    stages: dict[int, Counter[str]] = defaultdict(Counter)
    for week, stage, of, count in store.ask(counting.cohorts, site.name, _begin(this - weeks + 1)):
        if of == who or not who and of != "bot":
            stages[week][stage] += count
    return {"class": who or None, "cohorts": [_cohort(week, counts) for week, counts in sorted(stages.items())]}


def _week(at: int) -> int:
    return (at // DAY_MS + 3) // 7


def _begin(week: int) -> int:
    return max(0, (week * 7 - 3) * DAY_MS)


def _cohort(week: int, counts: Counter[str]) -> dict[str, Any]:
    size = sum(counts.values())
    bought = sum(counts[stage] for stage in BOUGHT)
    first = iso(_begin(week))
    return {"week": first[:10] if first else "1970-01-01", "visitors": size, "stages": {stage: counts[stage] for stage in STAGES}, "bought": share(bought, size)}
