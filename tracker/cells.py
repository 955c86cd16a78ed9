"""What a cell of a CRM's table says: nothing, a number, a day. Each country's way of writing them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "?", "\\n", "<na>", "nat"))
NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
DRESSING = re.compile(r"[\s\u00a0\u202f'’$€£¥%]")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
CLOCK = r"(?:[T ]+(\d{1,2}):(\d{2}).*)?"
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + CLOCK)
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + CLOCK)


class Day(NamedTuple):
    """A calendar day (date.toordinal), and the hour of it; -1 where none is told."""

    day: int
    hour: int


def missing(cell: str) -> bool:
    """Whether a cell says nothing."""
    return cell.casefold() in MISSING


def number(cell: str) -> float | None:
    """The number in a cell: 1234.5, 1,234.50, 1.234,50, 12 %, € 30; None where there is none.

    A lone comma with three digits behind it (1,234) separates thousands; a lone point never does.
    """
    text = DRESSING.sub("", cell)
    if "," in text:
        if text.rfind(",") < text.rfind(".") or (THOUSANDS.fullmatch(text) and "." not in text):
            text = text.replace(",", "")
        else:
            text = text.replace(".", "").replace(",", ".")
    elif text.count(".") > 1 and THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    if not NUMBER.fullmatch(text):
        return None
    found = float(text)
    return found if abs(found) < 1e300 else None


def order_of(cells: Iterable[str]) -> str:
    """How a column writes its days: ``ymd``, ``dmy`` or ``mdy``; empty where it does not write days.

    01/02/2026 alone tells nothing; one 25/12 or 12/25 in the column does. Without any: the day first,
    as most of the world writes.
    """
    order, days, others = "", 0, 0
    for cell in cells:
        if YEAR_FIRST.fullmatch(cell):
            order, days = "ymd", days + 1
        elif told := YEAR_LAST.fullmatch(cell):
            days += 1
            order = "dmy" if int(told[1]) > 12 else "mdy" if int(told[2]) > 12 else order or "d?"
        else:
            others += 1
    return order.replace("d?", "dmy") if days > 19 * others else ""


def day(cell: str, order: str) -> Day | None:
    """The day in a cell, read in the column's order; None where there is none."""
    told = YEAR_FIRST.fullmatch(cell) or YEAR_LAST.fullmatch(cell)
    if not told:
        return None
    first, second, third = (int(told[place]) for place in (1, 2, 3))
    year, month, number = (first, second, third) if first > 31 else (third, first, second) if order == "mdy" else (third, second, first)
    try:
        found = date(year, month, number).toordinal()
    except ValueError:
        return None
    return Day(found, int(told[4]) if told[4] and int(told[4]) < 24 else -1)
