"""From files to files: learn a fit table from a CRM's export, and score another export with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tracker import leadfile
from tracker.fit import fit_table
from tracker.fittable import FitTable, absent, apply_table
from tracker.fitting import Fitting

ADDED = ("probability", "points", "because")


def learn_file(
    file: Path, outcome: str, value: str | None = None, id_column: str | None = None, without: Collection[str] = (), keep: Collection[str] = (),
    points_per_logit: int = 5, seed: int = 42, tell: Callable[[int, int], Any] = lambda done, whole: None,
) -> FitTable:  # fmt: skip
    """The fit table of a CSV (``fit_table`` says what the arguments are). Raises ValueError with what to do."""
    leads = leadfile.read(file, seed)
    if not 1 <= points_per_logit <= 100:
        raise ValueError(f"{points_per_logit} points a logit make no table. Take a number from 1 to 100; 5 is usual.")
    return fit_table(leads.columns, outcome, value, id_column, without, keep, Fitting(points_per_logit=points_per_logit, seed=seed), leads.notes, tell)


def score_file(table: FitTable, file: Path, out: Path, tell: Callable[[int], Any] = lambda rows: None) -> dict[str, Any]:
    """Write ``file`` as CSV with ``probability``, ``points`` and ``because`` behind its columns; any number of rows.

    Answers ``{"rows", "absent", "mean_probability"}``: how many, and which columns of the table the file lacks.
    """
    if out.resolve() == file.resolve():
        raise ValueError(f"{out} is the file that is read. Name another one with --out.")
    lines = leadfile.rows_of(file)
    names = next(lines)
    kept = [place for place, name in enumerate(names) if name not in ADDED]
    total = 0.0

    def scored() -> Iterator[list[Any]]:
        nonlocal total
        for number, (line, row) in enumerate(_beside(table, names, lines), 1):
            total += row["probability"]
            yield [*[line[place] for place in kept], *[row[name] for name in ADDED]]
            if number % 1000 == 0:
                tell(number)

    rows = leadfile.write(out, [*[names[place] for place in kept], *ADDED], scored())
    return {"rows": rows, "absent": absent(table, names), "mean_probability": round(total / rows, 4) if rows else 0.0}


def _beside(table: FitTable, names: list[str], lines: Iterator[list[str]]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    for line in lines:
        yield line, next(apply_table(table, [dict(zip(names, line))]))


def report_of(table: FitTable) -> dict[str, Any]:
    """The table as plain JSON values: what ``--json`` prints and the model file holds."""
    found: dict[str, Any] = msgspec.to_builtins(table)
    return found
