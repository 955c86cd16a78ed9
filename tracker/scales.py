"""How a column is divided into steps: quantiles of numbers, levels of words, weekdays and ages of days.

Division never looks at the outcome, so that it can be made once for all folds of a cross-validation.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import date

from tracker.cells import day, missing, number, order_of
from tracker.model import Row

STEPS = 16  # quantiles of a number with many values; on real data 8 to 24 are equally good where neighbours are tied
FEW = 32  # a number with so few values has a step for each
LEVELS = 60  # levels of a word column; the rest is pooled
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
HOURS = ("0 to 3 h", "4 to 7 h", "8 to 11 h", "12 to 15 h", "16 to 19 h", "20 to 23 h")
CALENDAR = {"weekday": WEEKDAYS, "month": MONTHS, "hour": HOURS}
IDENTITY = re.compile(r"(?:^|[_\W])(?:id|ids|key|uuid|guid|nr|no|number|phone|tel|mobile|fax|zip|plz|postcode)(?:$|[_\W])|(?<=[a-z])(?:Id|ID|Nr|No)$", re.IGNORECASE)
YEAR = 365


class Scale(Row):
    """One column's steps. ``kind`` is number, age, word, weekday, month or hour; the last step is "missing".

    Numbers: step n holds what is <= edges[n], the one after the last edge the rest. Words: one step a
    level, then "other". ``order`` is how days are written, ``newest`` the day ages are counted back from.
    """

    column: str
    kind: str
    edges: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    order: str = ""
    newest: int = 0
    whole: bool = False

    @property
    def name(self) -> str:
        """The column, with what was read off it."""
        return self.column if self.kind in ("number", "word") else f"{self.column} ({self.kind})"

    @property
    def ordered(self) -> int:
        """How many of the first steps follow one another; 0 where order means nothing."""
        return len(self.edges) + 1 if self.kind in ("number", "age") else 0

    @property
    def last(self) -> int:
        """The number of the step "missing"."""
        return len(self.levels) + 1 if self.kind == "word" else len(CALENDAR.get(self.kind, self.edges)) + (self.kind not in CALENDAR)

    @property
    def steps(self) -> tuple[str, ...]:
        """The name of each step."""
        if self.kind == "word":
            return (*self.levels, "other", "missing")
        if self.kind in CALENDAR:
            return (*CALENDAR[self.kind], "missing")
        unit = " days before the newest" if self.kind == "age" else ""
        inner = [_between(low, high, self.whole) + unit for low, high in zip(self.edges, self.edges[1:])]
        first = f"{'' if self.whole and self.edges and self.edges[0] == 0 else 'up to '}{self.edges[0]:g}" if self.edges else "any"
        return (first + unit, *inner, *([f"above {self.edges[-1]:g}" + unit] if self.edges else []), "missing")

    def step(self, cell: str) -> int:
        """Which step a cell belongs to; what cannot be read is missing, an unknown word is other."""
        if missing(cell):
            return self.last
        if self.kind == "word":
            return self.levels.index(cell) if cell in self.levels else self.last - 1
        if self.kind == "number":
            value = number(cell)
            return self.last if value is None else bisect_left(self.edges, value)
        told = day(cell, self.order)
        if told is None or (self.kind == "hour" and told.hour < 0):
            return self.last
        if self.kind == "age":
            return bisect_left(self.edges, self.newest - told.day)
        return {"weekday": (told.day - 1) % 7, "month": date.fromordinal(told.day).month - 1, "hour": told.hour // 4}[self.kind]

    def codes(self, cells: Sequence[str]) -> list[int]:
        """The step of each cell; equal cells are read once."""
        known = {cell: self.step(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]


class LeftOut(Row):
    """A column that cannot speak, and why."""

    column: str
    says: str


def _between(low: float, high: float, whole: bool) -> str:
    return f"{high:g}" if whole and high == low + 1 else f"{low + 1:g} to {high:g}" if whole else f"{low:g} to {high:g}"


def _readable(edge: float) -> float:
    return float(f"{edge:.3g}")


def edges_of(values: Sequence[float], least: int) -> tuple[float, ...]:
    """Upper edges of steps with at least ``least`` values each: single values where there are few, else quantiles."""
    counts = Counter(values)
    distinct = sorted(counts)
    size = least if len(distinct) <= FEW else max(least, len(values) // STEPS)
    edges, held, left = [], 0, len(values)
    for value in distinct[:-1]:
        held, left = held + counts[value], left - counts[value]
        if held >= size and left >= least:
            edges.append(value)
            held = 0
    return tuple(sorted({_readable(edge) for edge in edges}))


def least_rows(rows: int) -> int:
    """How many rows a step needs: ten, or a two-hundredth of the file, but no more than a hundred."""
    return min(100, max(10, rows // 200))


def _numeric(column: str, told: Sequence[str], least: int) -> Scale | LeftOut:
    values = [value for value in (number(cell) for cell in told) if value is not None]
    whole = all(value == int(value) for value in values)
    if whole and len(set(values)) > 0.98 * len(values) > 50 and (IDENTITY.search(column) or _numbered(values)):
        return LeftOut(column=column, says="numbers every row differently, like an id")
    return Scale(column=column, kind="number", edges=edges_of(values, least), whole=whole)


def _numbered(values: Sequence[float]) -> bool:
    """Whether values count up or down row by row, as running numbers do."""
    rises = sum(a < b for a, b in zip(values, values[1:]))
    return rises > 0.98 * len(values) or rises < 0.02 * len(values)


def _dated(column: str, told: Sequence[str], order: str, least: int) -> list[Scale]:
    days = [found for found in (day(cell, order) for cell in told) if found]
    newest, span = max(d.day for d in days), max(d.day for d in days) - min(d.day for d in days)
    scales = [Scale(column=column, kind="weekday", order=order)]
    if len({d.hour for d in days if d.hour >= 0}) > 3:
        scales.append(Scale(column=column, kind="hour", order=order))
    if span >= 2 * YEAR:  # in a single year the month cannot be told from the trend
        scales.append(Scale(column=column, kind="month", order=order))
    if span >= 5 * YEAR:  # a birthday, a founding, "customer since"; a shorter span is when leads came, and will not come again
        scales.append(Scale(column=column, kind="age", order=order, newest=newest, edges=edges_of([newest - d.day for d in days], least)))
    return scales


def _worded(column: str, told: Sequence[str]) -> Scale | LeftOut:
    counts = Counter(told)
    frequent = [level for level, seen in counts.most_common(LEVELS) if seen >= 10]
    held = sum(counts[level] for level in frequent)
    if sum("@" in cell for cell in counts) > len(counts) / 2:
        return LeftOut(column=column, says="holds addresses: they say who somebody is, not what kind")
    if held < 0.2 * len(told):
        kind = "free text" if sum(map(len, counts)) > 40 * len(counts) else "an id, a name or free text"
        return LeftOut(column=column, says=f"has {len(counts):,} values, hardly any of them twice: {kind}")
    return Scale(column=column, kind="word", levels=tuple(frequent))


def divide(column: str, cells: Sequence[str]) -> list[Scale] | LeftOut:
    """The scales that can be read off a column, or why there are none."""
    told = [cell for cell in cells if not missing(cell)]
    least = least_rows(len(cells))
    if len(told) < least:
        return LeftOut(column=column, says=f"is filled in {len(told)} rows only; {least} are needed")
    if len(set(told)) == 1 and len(told) > len(cells) - least:
        return LeftOut(column=column, says=f"says {told[0][:40]!r} in every row")
    order = order_of(told)
    if order:
        return _dated(column, told, order, least)
    numbers = sum(number(cell) is not None for cell in told)
    coded = sum(len(cell) > 1 and cell[0] == "0" and cell.isdigit() for cell in told)  # 01234 is a code, not a number
    if numbers > 0.95 * len(told) and coded < 0.02 * len(told):
        found = _numeric(column, told, least)
        return found if isinstance(found, LeftOut) else [found]
    found = _worded(column, told)
    return found if isinstance(found, LeftOut) else [found]
