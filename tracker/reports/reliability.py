"""How far to trust the verdicts: measured before this rulebook shipped, by what sales found out here, and by blind samples.

Of the dispositions and of the answers to samples the latest 500 visitors each are judged again, as they were.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tracker import found_out
from tracker.model import Site
from tracker.reports import Report
from tracker.rulebook import load

REPORT = Report(says="Of those said to be so likely, how many were: when this rulebook was measured, by what sales found out, and by blind samples of the excluded.", picture="reliability diagram")
MEASURED = Path(__file__).parent.parent / "measured.json"


@cache
def measured() -> dict[str, Any]:
    """The figures of the last ``winnow evaluate --keep`` that this program ships with."""
    return json.loads(MEASURED.read_text(encoding="utf-8"))


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """``shipped`` (with ``current``: whether it is of today's rulebook), ``own`` from dispositions, ``audit`` from blind samples."""
    rulebook, shipped = load(), measured()
    return {
        "shipped": {**shipped, "current": shipped["rulebook"] == rulebook.version},
        "own": found_out.from_sales(store, site, rulebook),
        "audit": found_out.from_samples(store, site, rulebook),
    }
