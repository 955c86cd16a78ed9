"""A fit table: integer points for each trait of a lead, as readable JSON; and leads that get their points from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tracker.logistic import sigmoid
from tracker.model import Row
from tracker.scales import LeftOut, Scale
from tracker.suspects import Suspect

FORMAT = "winnow fit table 1"
REASONS = 3


class Step(Row):
    """One step of a scale: its name, its points, how many rows it had and what share of them had the outcome."""

    says: str
    points: int
    rows: int
    rate: float


class Trait(Row):
    """A scale with the points of its steps; 0 is what the average lead of the file has in this column."""

    scale: Scale
    steps: tuple[Step, ...]


class Together(Row):
    """Two columns that say more together than apart: points for each meeting of their coarse steps.

    ``first`` and ``second`` are places in the table's traits; ``groups`` tell for each of their steps the
    coarse one; ``points[a][b]`` come on top of both columns' own.
    """

    first: int
    second: int
    groups: tuple[tuple[int, ...], tuple[int, ...]]
    points: tuple[tuple[int, ...], ...]
    rows: tuple[tuple[int, ...], ...]


class FitTable(Row):
    """Everything that was learned, and how well it holds. Probability = 1 / (1 + e^-(base + points / points_per_logit))."""

    outcome: str
    value: str
    rows: int
    rate: float
    base: float
    points_per_logit: int
    traits: tuple[Trait, ...]
    together: tuple[Together, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    quality: dict[str, Any] = {}
    drift: dict[str, Any] = {}
    notes: tuple[str, ...] = ()
    id_column: str = ""
    format: str = FORMAT

    def probability(self, points: int) -> float:
        """The chance of the outcome at so many points."""
        return sigmoid(self.base + points / self.points_per_logit)


def contributions(table: FitTable, row: Mapping[str, str]) -> list[tuple[str, int]]:
    """What each trait of a lead adds, as (trait, points); the points of the row are their sum."""
    steps = [trait.scale.step((row.get(trait.scale.column) or "").strip()) for trait in table.traits]
    found = [(f"{trait.scale.name}: {trait.steps[step].says}", trait.steps[step].points) for trait, step in zip(table.traits, steps)]
    for pair in table.together:
        one, other = steps[pair.first], steps[pair.second]
        names = f"{found[pair.first][0]} with {found[pair.second][0]}"
        found.append((names, pair.points[pair.groups[0][one]][pair.groups[1][other]]))
    return found


def because(told: Sequence[tuple[str, int]]) -> str:
    """The weightiest contributions of a row in words: "origin: paid_search +4; ..."."""
    weighty = sorted((item for item in told if item[1]), key=lambda item: (-abs(item[1]), item[0]))[:REASONS]
    return "; ".join(f"{says} {points:+d}" for says, points in weighty)


def apply_table(table: FitTable, rows: Iterable[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    """Each row with ``probability`` (four digits), ``points`` (their sum) and ``because`` added. Lazy: any number of rows."""
    for row in rows:
        told = contributions(table, row)
        total = sum(points for _, points in told)
        yield {**row, "probability": round(table.probability(total), 4), "points": total, "because": because(told)}


def absent(table: FitTable, names: Iterable[str]) -> list[str]:
    """Columns that the table knows and a file lacks; every lead counts as missing there."""
    return sorted({trait.scale.column for trait in table.traits} - set(names))


def save(table: FitTable, file: Path) -> None:
    """Write a table as indented JSON."""
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(table), indent=1) + b"\n")
    except OSError as error:
        raise ValueError(f"{file} cannot be written: {error.strerror}. Name a file in an existing folder.") from None


def load(file: Path) -> FitTable:
    """A table from its JSON. Raises ValueError where the file holds none."""
    try:
        table = msgspec.json.decode(file.read_bytes(), type=FitTable)
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error.strerror}. `winnow learn --from CSV --outcome COLUMN --model {file.name}` writes one.") from None
    except msgspec.DecodeError as error:
        raise ValueError(f"{file} holds no fit table ({error}). `winnow learn --from CSV --outcome COLUMN --model {file.name}` writes one.") from None
    if table.format != FORMAT:
        raise ValueError(f"{file} is {table.format!r}, and this version reads {FORMAT!r}. Learn it again.")
    return table
