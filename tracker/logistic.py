"""Ridge logistic regression over yes/no features, in plain Python.

Made for what Winnow fits: some ten thousand rows of a CRM, or some thousand tokens; there it takes seconds
without a numerical package of 20 MB that nothing else needs. Rows are tuples of the features they have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from operator import itemgetter, mul
from typing import Any

Vector = list[float]
Chains = Sequence[tuple[int, int]]
MEMORY = 8  # pairs of steps that L-BFGS remembers (Nocedal and Wright 2006: 3 to 20)


def sigmoid(logit: float) -> float:
    """1 / (1 + e^-x), without overflow."""
    return 1 / (1 + math.exp(-min(max(logit, -500.0), 500.0)))


def _dot(left: Vector, right: Vector) -> float:
    return sum(map(mul, left, right))


def unchained(point: Vector, chains: Chains) -> Vector:
    """Weights from a point in which a chain ``[start, stop)`` holds the differences of neighbours."""
    weights = list(point)
    for start, stop in chains:
        weights[start:stop] = accumulate(point[start:stop])
    return weights


def _chained(slope: Vector, chains: Chains) -> Vector:
    """The slope by differences from the slope by weights: each difference moves all weights behind it."""
    for start, stop in chains:
        slope[start:stop] = list(accumulate(reversed(slope[start:stop])))[::-1]
    return slope


class Sheet:
    """The rows of one fit, laid out so that sums run inside the interpreter's C code.

    Features of a chain follow one another (steps of a number): there neighbours are drawn together
    instead of each to zero, so that many steps cost no accuracy.
    Feature ``width`` is the intercept; ``width + 1`` is always 0 and only keeps every tuple longer than one,
    because ``itemgetter`` answers a bare value for a single index.
    """

    def __init__(self, rows: Sequence[Sequence[int]], answers: Sequence[bool], width: int, ridge: float, chains: Chains = ()) -> None:
        self.width, self.ridge, self.chains, self.answers = width, ridge, chains, [float(answer) for answer in answers]
        self.pickers = [itemgetter(*row, width, width + 1) for row in rows]
        columns: list[list[int]] = [[] for _ in range(width)]
        for number, row in enumerate(rows):
            for feature in row:
                columns[feature].append(number)
        self.gatherers = [itemgetter(*column, len(rows), len(rows)) for column in columns]

    def logits(self, weights: Vector) -> Vector:
        """The logit of each row."""
        padded = [*weights, 0.0]
        return [sum(pick(padded)) for pick in self.pickers]

    def loss(self, point: Vector) -> tuple[float, Vector]:
        """The penalised negative log-likelihood and its gradient. The intercept is not penalised."""
        logits = self.logits(unchained(point, self.chains))
        chances = list(map(sigmoid, logits))
        wrong = [chance - answer for chance, answer in zip(chances, self.answers)] + [0.0]
        free = point[:-1]
        total = sum(max(z, 0.0) + math.log1p(math.exp(-abs(z))) - z * y for z, y in zip(logits, self.answers))
        slope = _chained([sum(gather(wrong)) for gather in self.gatherers], self.chains)
        return total + self.ridge * _dot(free, free) / 2, [*[s + self.ridge * w for s, w in zip(slope, free)], sum(wrong)]


def _direction(slope: Vector, past: list[tuple[Vector, Vector, float]]) -> Vector:
    """Minus the inverse Hessian times the slope, by the two-loop recursion."""
    found, factors = slope, []
    for step, change, scale in reversed(past):
        factor = scale * _dot(step, found)
        factors.append(factor)
        found = [f - factor * c for f, c in zip(found, change)]
    if past:
        step, change, scale = past[-1]
        shrink = 1 / (scale * _dot(change, change))
        found = [f * shrink for f in found]
    for (step, change, scale), factor in zip(past, reversed(factors)):
        back = factor - scale * _dot(change, found)
        found = [f + back * s for f, s in zip(found, step)]
    return [-f for f in found]


def minimise(loss: Any, start: Vector, rounds: int = 60, tolerance: float = 1e-4) -> Vector:
    """The point where a convex ``loss`` (value, slope) is least, by L-BFGS with backtracking. Deterministic."""
    point, past = start, []
    value, slope = loss(point)
    first = math.sqrt(_dot(slope, slope))
    for _ in range(rounds):
        if math.sqrt(_dot(slope, slope)) <= tolerance * max(1.0, first):
            break
        way = _direction(slope, past)
        fall, size = _dot(way, slope), 1.0 if past else 1 / max(1.0, first)
        while True:
            there = [p + size * w for p, w in zip(point, way)]
            new, steep = loss(there)
            if new <= value + 1e-4 * size * fall or size < 1e-10:
                break
            size /= 2
        step, change = [size * w for w in way], [b - a for a, b in zip(slope, steep)]
        if _dot(step, change) > 1e-12:
            past = [*past[1 - MEMORY :], (step, change, 1 / _dot(step, change))]
        point, value, slope = there, new, steep
    return point


def fit_chained(
    rows: Sequence[Sequence[int]], answers: Sequence[bool], width: int, chains: Chains, ridge: float, start: Vector | None = None, rounds: int = 60
) -> Vector:
    """The best point, chains as differences (see ``unchained``). ``start`` is a point of fewer features to go on from.

    Without both answers among the rows the intercept alone speaks (the rate, with half a case added on each side).
    """
    yes = sum(map(bool, answers))
    known = start or [math.log((yes + 0.5) / (len(rows) - yes + 0.5))]
    begin = [*known[:-1], *[0.0] * (width + 1 - len(known)), known[-1]]
    if not 0 < yes < len(rows):
        return begin
    return minimise(Sheet(rows, answers, width, ridge, chains).loss, begin, rounds)


def fit(rows: Sequence[Sequence[int]], answers: Sequence[bool], width: int, ridge: float = 1.0, rounds: int = 60) -> Vector:
    """Weights of ``width`` features and, last, the intercept: the least of log-loss plus ridge/2 * |w|^2.

    A row lists the features it has, each in ``range(width)``.
    """
    return fit_chained(rows, answers, width, (), ridge, None, rounds)


def predict(weights: Vector, rows: Sequence[Sequence[int]]) -> Vector:
    """The probability of yes for each row."""
    return [sigmoid(weights[-1] + sum(weights[feature] for feature in row)) for row in rows]
