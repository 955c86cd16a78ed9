"""Who is worth most, and who brings most others: value (how near to a purchase) against impact (influence on others).

Value and impact stand in the list rows, which have no index for them: looked at are at most 3,000 visitors, buyers,
regulars, lapsed and advocates first, then the most engaged. Somebody further down is not in the picture.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from tracker.model import Judged, Site
from tracker.reports import OF_CLASS, Report, one_class, whole
from tracker.rows import row_of
from tracker.score import ADVOCATE_IMPACT
from tracker.wall import counting

REPORT = Report(
    says="The visitors with most value and those with most impact on others.", picture="scatter", arguments={**OF_CLASS, "limit": "how many of each (20)"},
)  # fmt: skip
LOOKED_AT = 3000
FIRST = ("advocate", "regular", "buyer", "lapsed")
SHOWN = ("id", "company", "class", "stage", "value", "impact", "engagement", "first_seen", "last_seen", "list")
HIGH_VALUE = 100  # points: a purchase


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """The top by value and by impact, without contact data, and how many fall in each quarter of the picture."""
    who, limit = one_class(arguments), whole(arguments, "limit", 20, 200)
    numbers = store.ask(counting.foremost, site.name, FIRST, LOOKED_AT)
    rows = [row for row in store.ask(counting.judged, site.name, numbers, site.name).values() if not who or row.row["class"] == who]
    return {
        "top_value": [_shown(row, now) for row in _top(rows, "value", limit)],
        "top_impact": [_shown(row, now) for row in _top(rows, "impact", limit)],
        "quarters": dict(Counter(_quarter(row) for row in rows)),
        "looked_at": len(rows),
        "class": who or None,
    }


def _top(rows: list[Judged], what: str, limit: int) -> list[Judged]:
    found = [row for row in rows if row.row[what] > 0]
    return sorted(found, key=lambda row: (-row.row[what], row.visitor))[:limit]


def _shown(judged: Judged, now: int) -> dict[str, Any]:
    row = row_of(judged, now, people=False)
    return {name: row[name] for name in SHOWN}


def _quarter(judged: Judged) -> str:
    value = "buys" if judged.row["value"] >= HIGH_VALUE else "does_not_buy"
    return f"{value}_and_{'influences' if judged.row['impact'] >= ADVOCATE_IMPACT else 'does_not_influence'}"
