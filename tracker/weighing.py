"""Codes of columns -> weights of their steps, all columns together; then pairs of columns that say more together.

Joint weights, not summed log-odds: two columns that say the same share what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, combinations
from typing import Any

from tracker import logistic
from tracker.model import Row
from tracker.scales import Scale

RIDGE = 4.0  # best of 1 to 30 on two open lead sets; flat around it
PAIRS = 3  # a table with more of them is no longer read by anybody
COARSE = 4  # steps of a column within a pair
MOST_ROWS = 20_000  # enough to see whether a pair is worth it
MOST_COLUMNS = 20
GAIN = 3.0  # mean squared surprise of a pair's cells (1 by chance) from which it is worth being read

Codes = list[list[int]]


class Pair(Row):
    """Two scales (by place) and the coarse step of each of their steps."""

    first: int
    second: int
    groups: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def width(self) -> int:
        """How many coarse steps the second scale has."""
        return max(self.groups[1]) + 1

    @property
    def size(self) -> int:
        """How many cells the pair has."""
        return (max(self.groups[0]) + 1) * self.width

    def cells(self, codes: Codes) -> list[int]:
        """The cell of each row."""
        (one, other), width = self.groups, self.width
        return [one[a] * width + other[b] for a, b in zip(codes[self.first], codes[self.second])]


class Weights(Row):
    """Logits: for each scale one per step, for each pair one per cell, and the intercept."""

    scales: list[list[float]]
    pairs: tuple[Pair, ...]
    cells: list[list[float]]
    base: float


def grouped(scale: Scale, codes: Sequence[int]) -> tuple[int, ...]:
    """A coarse step (at most COARSE and a last one for the rest) for each step of a scale, of about equal size."""
    counts = Counter(codes)
    if not scale.ordered:
        top = [code for code, _ in counts.most_common(COARSE + 1)]
        return tuple(top.index(code) if code in top else len(top) for code in range(scale.last + 1))
    whole, before = sum(counts[code] for code in range(scale.ordered)) or 1, 0
    found = []
    for code in range(scale.ordered):
        found.append(min(COARSE - 1, COARSE * (2 * before + counts[code]) // (2 * whole)))
        before += counts[code]
    kept = sorted(set(found))
    return (*[kept.index(group) for group in found], len(kept))


def surprise(cells: Sequence[int], wrong: Sequence[float], spread: Sequence[float]) -> float:
    """Mean over cells of (sum of residuals)^2 / variance, ten rows of doubt added: 1 if the pair adds nothing."""
    errors: dict[int, float] = {}
    spreads: dict[int, float] = {}
    for cell, error, width in zip(cells, wrong, spread):
        errors[cell] = errors.get(cell, 0.0) + error
        spreads[cell] = spreads.get(cell, 0.0) + width
    return sum(error**2 / (spreads[cell] + 2.5) for cell, error in errors.items()) / len(errors)


class Balance:
    """The rows of one fit, with what is needed to weigh them again when a pair is added."""

    def __init__(self, scales: Sequence[Scale], codes: Codes, truths: Sequence[bool], ridge: float = RIDGE) -> None:
        self.scales, self.codes, self.truths, self.ridge = scales, codes, truths, ridge
        self.pairs: list[Pair] = []
        self.point: list[float] | None = None

    def weigh(self) -> Weights:
        """Weights of all steps and cells at once; goes on from the last weighing."""
        sizes = [scale.last + 1 for scale in self.scales] + [pair.size for pair in self.pairs]
        starts = [0, *accumulate(sizes)]
        columns = [*self.codes, *[pair.cells(self.codes) for pair in self.pairs]]
        rows = list(zip(*[[start + code for code in column] for start, column in zip(starts, columns)]))
        chains = [(start, start + scale.ordered) for start, scale in zip(starts, self.scales) if scale.ordered]
        self.point = logistic.fit_chained(rows, self.truths, starts[-1], chains, self.ridge, self.point)
        weights = logistic.unchained(self.point, chains)
        parts = [weights[start : start + size] for start, size in zip(starts, sizes)]
        return Weights(scales=parts[: len(self.scales)], pairs=tuple(self.pairs), cells=parts[len(self.scales) :], base=weights[-1])

    def next_pair(self, weights: Weights) -> Pair | None:
        """The two columns that surprise most together beyond what they say apart; None if no two are worth it."""
        step = max(1, len(self.truths) // MOST_ROWS)
        codes, truths = [column[::step] for column in self.codes], self.truths[::step]
        chances = [logistic.sigmoid(logit) for logit in logits(weights, codes)]
        wrong = [true - p for true, p in zip(truths, chances)]
        spread = [p * (1 - p) for p in chances]
        groups = [grouped(scale, column) for scale, column in zip(self.scales, codes)]
        taken = {(pair.first, pair.second) for pair in self.pairs}
        apart = [(a, b) for a, b in combinations(range(min(MOST_COLUMNS, len(codes))), 2) if (a, b) not in taken and self.scales[a].column != self.scales[b].column]
        found = [Pair(first=a, second=b, groups=(groups[a], groups[b])) for a, b in apart]
        told = [(surprise(pair.cells(codes), wrong, spread), -place) for place, pair in enumerate(found)]
        return found[-max(told)[1]] if told and max(told)[0] >= GAIN else None


def logits(weights: Weights, codes: Codes) -> list[float]:
    """The logit of each row."""
    total = [weights.base] * len(codes[0])
    columns = [*codes, *[pair.cells(codes) for pair in weights.pairs]]
    for own, column in zip([*weights.scales, *weights.cells], columns):
        total = [sofar + own[code] for sofar, code in zip(total, column)]
    return total


def weigh(scales: Sequence[Scale], codes: Codes, truths: Sequence[bool], pairs: int = PAIRS, ridge: float = RIDGE, tell: Any = lambda: None) -> Weights:
    """The weights of all steps, and of up to ``pairs`` pairs of columns, chosen one after the other where they surprise most."""
    balance = Balance(scales, codes, truths, ridge)
    weights = balance.weigh()
    for _ in range(pairs):
        tell()
        pair = balance.next_pair(weights)
        if pair is None:
            break
        balance.pairs.append(pair)
        weights = balance.weigh()
    return weights
