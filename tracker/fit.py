"""``fit_table``: the way from a table of closed leads to a fit table, step by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from tracker.cells import day, missing, order_of
from tracker.fittable import FitTable, Step, Together, Trait
from tracker.fitting import LEAST, PERIODS, Codes, Fitting, Points, divided, drift_of, quality_of, validated
from tracker.outcomes import Outcome, outcome_of
from tracker.scales import LeftOut, Scale

Columns = Mapping[str, Sequence[str]]
PLAIN = Fitting()
COPIES = 0.05  # share of repeated rows from which it is said; shoppers who leave at once are alike by chance in 1 %


def _known(name: str, columns: Columns, what: str) -> None:
    if name not in columns:
        raise ValueError(f"There is no column {name!r} for {what}. There are: {', '.join(columns)}.")


def _enough(outcome: Outcome, column: str) -> None:
    yes = sum(outcome.truths)
    if min(yes, len(outcome.truths) - yes) < LEAST:
        raise ValueError(
            f"{yes} of {len(outcome.truths)} rows have {column} = {outcome.value}: too few to learn from. {LEAST} of each outcome are needed, some hundreds are better."
        )


def _copies(columns: Columns, id_column: str | None, rows: int) -> tuple[str, ...]:
    """What is to be said of rows that are there twice: a fold then holds copies of what was learned from, and flatters."""
    again = rows - len(set(zip(*columns.values())))
    twice = rows - len(set(columns[id_column])) if id_column else 0
    if again > COPIES * rows:
        return (f"{again:,} rows repeat another one in every column: the figures on unseen rows flatter; export each lead once",)
    if twice > COPIES * rows:
        return (f"{twice:,} rows repeat an id of {id_column!r}: the figures on unseen rows may flatter; export each lead once",)
    return ()


def days_of(columns: Columns, outcome: Outcome, out: Collection[str]) -> tuple[str, list[int]]:
    """The date column that is filled most often (not one under suspicion), and the day of each row; 0 where it is missing."""
    best: tuple[int, str, list[int]] = (0, "", [])
    for name, cells in columns.items():
        told = [cells[place] for place in outcome.places]
        order = "" if name in out else order_of(cell for cell in told if not missing(cell))
        if order:
            days = [found.day if (found := day(cell, order)) else 0 for cell in told]
            best = max(best, (sum(map(bool, days)), name, days), key=lambda item: item[0])
    enough = best[0] >= max(len(outcome.truths) // 2, 20 * PERIODS)
    return (best[1], best[2]) if enough else ("", [])


def _traits(scales: Sequence[Scale], codes: Codes, truths: Sequence[bool], points: Points) -> tuple[Trait, ...]:
    traits = []
    for scale, column, own in zip(scales, codes, points.scales):
        counts, hits = Counter(column), Counter(code for code, true in zip(column, truths) if true)
        steps = [
            Step(says=says, points=own[code], rows=counts[code], rate=round(hits[code] / counts[code], 4) if counts[code] else 0.0)
            for code, says in enumerate(scale.steps)
        ]
        traits.append(Trait(scale=scale, steps=tuple(steps)))
    return tuple(traits)


def _together(points: Points, codes: Codes) -> tuple[Together, ...]:
    found = []
    for pair, own in zip(points.pairs, points.cells):
        counts, width = Counter(pair.cells(codes)), pair.width
        cuts = range(0, pair.size, width)
        rows = tuple(tuple(counts[cell] for cell in range(cut, cut + width)) for cut in cuts)
        found.append(Together(first=pair.first, second=pair.second, groups=pair.groups, points=tuple(tuple(own[cut : cut + width]) for cut in cuts), rows=rows))
    return tuple(found)


def _dated(told: dict[str, Any], column: str) -> dict[str, Any]:
    for period in told["periods"]:
        period.update({edge: date.fromordinal(period[edge]).isoformat() for edge in ("from", "to")})
    return {"column": column, **told}


def fit_table(
    columns: Columns, outcome: str, value: str | None = None, id_column: str | None = None, without: Collection[str] = (), keep: Collection[str] = (),
    how: Fitting = PLAIN, notes: Sequence[str] = (), tell: Callable[[int, int], Any] = lambda done, whole: None,
) -> FitTable:  # fmt: skip
    """Learn points for the traits of closed leads.

    ``columns`` {name: texts}; ``outcome`` the column that says how they ended, ``value`` what it says of the
    wanted ones; ``without`` columns to leave out, ``keep`` columns to keep although they are suspected.
    ``tell(done, whole)`` hears of the progress. Raises ValueError where a column is not there, the wanted
    value is unclear, or there are too few rows.
    """
    for name, what in ((outcome, "the outcome"), *([(id_column, "the id")] if id_column else []), *((name, "leaving out") for name in (*without, *keep))):
        _known(name, columns, what)
    ended = outcome_of(outcome, columns[outcome], value)
    _enough(ended, outcome)
    speaking = {name: cells for name, cells in columns.items() if name not in (outcome, id_column)}
    scales, codes, left, doubted = divided(speaking, ended, without, keep)
    if not scales:
        raise ValueError(f"No column can tell {outcome!r}: " + "; ".join(f"{row.column} {row.says}" for row in (*left, *doubted)))
    out = {row.column for row in (*left, *doubted) if isinstance(row, LeftOut) or row.left_out}
    dated, days = days_of(speaking, ended, out)
    whole, done = how.folds + 1 + bool(dated), 0

    def step() -> None:
        nonlocal done
        done += 1
        tell(done, whole)

    points = how.points(scales, codes, ended.truths)
    step()
    chances, folds = validated(scales, codes, ended.truths, how, step)
    drift = _dated(drift_of(scales, codes, ended.truths, chances, days, how), dated) if dated else {}
    tell(whole, whole)
    return FitTable(
        outcome=outcome, value=ended.value, rows=len(ended.truths), rate=sum(ended.truths) / len(ended.truths),
        base=round(points.base, 4), points_per_logit=how.points_per_logit,
        traits=_traits(scales, codes, ended.truths, points), together=_together(points, codes),
        left_out=tuple(left), suspects=tuple(doubted), quality={"seed": how.seed, **quality_of(chances, ended.truths, folds)},
        drift=drift, notes=(*notes, *ended.notes, *_copies(columns, id_column, len(columns[outcome]))), id_column=id_column or "",
    )  # fmt: skip
