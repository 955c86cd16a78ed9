"""A CRM's closed leads -> a fit table: integer points, weighed together, cross-validated, with their drift over time.

The whole pass over an outcome (weights, pairs, rounding to points) is made anew in every fold; only the
division into steps is shared, because it never looks at the outcome.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from tracker import measure, ranking
from tracker.logistic import sigmoid
from tracker.model import Row
from tracker.outcomes import Outcome
from tracker.scales import LeftOut, Scale, divide
from tracker.suspects import Suspect, alone, filled_afterwards, suspect
from tracker.weighing import PAIRS, RIDGE, Pair, weigh

Columns = Mapping[str, Sequence[str]]
Codes = list[list[int]]
POINTS_PER_LOGIT = 5  # a point is a fifth of a logit: odds change by 22 %, and rounding costs less than 0.002 of AUC
FOLDS = 5
LEAST = 25  # rows of each outcome; with fewer no fold holds five of them
PERIODS = 4


class Points(Row):
    """Rounded weights: points of each scale's steps and each pair's cells, and the logit at 0 points."""

    scales: list[list[int]]
    pairs: tuple[Pair, ...]
    cells: list[list[int]]
    base: float
    scale: int


def _centred(weights: Sequence[float], codes: Sequence[int], scale: int) -> list[int]:
    """Points around the mean of the rows; a step that no row took stays at 0."""
    counts = Counter(codes)
    mean = sum(weights[code] * seen for code, seen in counts.items()) / len(codes)
    return [round(scale * (weight - mean)) if counts[code] else 0 for code, weight in enumerate(weights)]


def _base(logits: Sequence[float], truths: Sequence[bool]) -> float:
    """The intercept with which mean probability and rate agree (Newton; the mean rises with it)."""
    base = 0.0
    for _ in range(50):
        chances = [sigmoid(base + logit) for logit in logits]
        slope = sum(p * (1 - p) for p in chances)
        step = (sum(truths) - sum(chances)) / max(slope, 1e-9)
        base += max(-2.0, min(2.0, step))
        if abs(step) < 1e-9:
            break
    return base


def total_points(points: Points, codes: Codes) -> list[int]:
    """The points of each row."""
    total = [0] * len(codes[0])
    columns = [*codes, *[pair.cells(codes) for pair in points.pairs]]
    for own, column in zip([*points.scales, *points.cells], columns):
        total = [sofar + own[code] for sofar, code in zip(total, column)]
    return total


def pointed(scales: Sequence[Scale], codes: Codes, truths: Sequence[bool], scale: int, pairs: int, ridge: float) -> Points:
    """Weights, rounded to points; the base is fitted to the rounded ones, so that probabilities stay honest."""
    weights = weigh(scales, codes, truths, pairs, ridge)
    own = [_centred(told, column, scale) for told, column in zip(weights.scales, codes)]
    cells = [_centred(told, pair.cells(codes), scale) for told, pair in zip(weights.cells, weights.pairs)]
    raw = Points(scales=own, pairs=weights.pairs, cells=cells, base=0.0, scale=scale)
    base = _base([total / scale for total in total_points(raw, codes)], truths)
    return Points(scales=own, pairs=weights.pairs, cells=cells, base=base, scale=scale)


def _chances(points: Points, codes: Codes) -> list[float]:
    return [sigmoid(points.base + total / points.scale) for total in total_points(points, codes)]


def _picked(codes: Codes, places: Sequence[int]) -> Codes:
    return [[column[place] for place in places] for column in codes]


def folds_of(truths: Sequence[bool], folds: int, seed: int) -> list[int]:
    """The fold of each row: shuffled by ``seed`` and dealt out, yes and no apart, so that each fold has its share of both."""
    found = [0] * len(truths)
    for answer in (True, False):
        places = [place for place, true in enumerate(truths) if true == answer]
        random.Random(seed).shuffle(places)
        for number, place in enumerate(places):
            found[place] = number % folds
    return found


def quality_of(chances: Sequence[float], truths: Sequence[bool], folds: Sequence[int]) -> dict[str, Any]:
    """Figures on rows that were not learned from. AUC, average precision and top tenth: means over folds."""
    parts = [[place for place, fold in enumerate(folds) if fold == number] for number in sorted(set(folds))]
    told = [([chances[place] for place in part], [truths[place] for place in part]) for part in parts]
    each = [ranking.auc(*part) for part in told]
    return {
        "folds": len(parts),
        "auc": sum(each) / len(each),
        "auc_by_fold": each,
        "average_precision": sum(ranking.average_precision(*part) for part in told) / len(told),
        "top_tenth": sum(ranking.top_share(*part) for part in told) / len(told),
        "rate": measure.ratio(sum(truths), len(truths)),
        "log_loss": ranking.log_loss(chances, truths),
        "log_loss_of_rate": ranking.log_loss([sum(truths) / len(truths)] * len(truths), truths),
        "brier": sum((p - true) ** 2 for p, true in zip(chances, truths)) / len(truths),
        "ece": measure.calibration_error(chances, truths),
        "reliability": measure.reliability(chances, truths),
    }


class Fitting(Row):
    """What a fit is made with: points a logit, folds, seed, ridge, pairs of columns at most."""

    points_per_logit: int = POINTS_PER_LOGIT
    folds: int = FOLDS
    seed: int = 42
    ridge: float = RIDGE
    pairs: int = PAIRS

    def points(self, scales: Sequence[Scale], codes: Codes, truths: Sequence[bool]) -> Points:
        """The points of these rows."""
        return pointed(scales, codes, truths, self.points_per_logit, self.pairs, self.ridge)


def validated(scales: Sequence[Scale], codes: Codes, truths: Sequence[bool], how: Fitting, tell: Callable[[], Any]) -> tuple[list[float], list[int]]:
    """The probability of each row by a table that did not see it, and the fold it was in."""
    folds = folds_of(truths, how.folds, how.seed)
    chances = [0.0] * len(truths)
    for fold in range(how.folds):
        known = [place for place, own in enumerate(folds) if own != fold]
        asked = [place for place, own in enumerate(folds) if own == fold]
        points = how.points(scales, _picked(codes, known), [truths[place] for place in known])
        for place, chance in zip(asked, _chances(points, _picked(codes, asked))):
            chances[place] = chance
        tell()
    return chances, folds


def drift_of(scales: Sequence[Scale], codes: Codes, truths: Sequence[bool], chances: Sequence[float], days: Sequence[int], how: Fitting) -> dict[str, Any]:
    """Four periods of equally many leads: rate and AUC of each; the last one by a table of those before; which columns moved."""
    order = sorted((place for place, told in enumerate(days) if told), key=lambda place: (days[place], place))
    cuts = [order[len(order) * part // PERIODS : len(order) * (part + 1) // PERIODS] for part in range(PERIODS)]
    periods = [
        {
            "from": days[part[0]], "to": days[part[-1]], "n": len(part), "rate": sum(truths[place] for place in part) / len(part),
            "auc": ranking.auc([chances[place] for place in part], [truths[place] for place in part]),
        }
        for part in cuts
    ]  # fmt: skip
    before, after = [place for part in cuts[:-1] for place in part], cuts[-1]
    points = how.points(scales, _picked(codes, before), [truths[place] for place in before])
    forward = ranking.auc(_chances(points, _picked(codes, after)), [truths[place] for place in after])
    moved = [
        {"column": scale.name, "psi": ranking.stability([str(column[place]) for place in before], [str(column[place]) for place in after])}
        for scale, column in zip(scales, codes)
    ]
    return {"periods": periods, "forward_auc": forward, "moved": sorted(moved, key=lambda row: -row["psi"])}


def divided(columns: Columns, outcome: Outcome, without: Collection[str], keep: Collection[str]) -> tuple[list[Scale], Codes, list[LeftOut], list[Suspect]]:
    """The scales of all columns that may speak, the best alone first, with the codes of the rows; and who may not, and why."""
    found: list[tuple[float, Scale, list[int]]] = []
    left: list[LeftOut] = []
    doubted: list[Suspect] = []
    for name, cells in columns.items():
        told = [cells[place] for place in outcome.places]
        filled = "" if name in keep else filled_afterwards(told, outcome.truths)
        scales = LeftOut(column=name, says="left out as asked") if name in without else divide(name, told)
        if filled and name not in without:
            doubted.append(Suspect(column=name, says=filled, left_out=True))
        elif isinstance(scales, LeftOut):
            left.append(scales)
        else:
            coded = [(scale, scale.codes(told)) for scale in scales]
            found += [(alone(codes, outcome.truths), scale, codes) for scale, codes in coded]
    found.sort(key=lambda item: (-item[0], item[1].name))
    for place, (single, scale, codes) in enumerate(found):
        doubt = suspect(scale, codes, outcome.truths, single, found[place + 1][0] if place + 1 < len(found) else 0.5)
        doubted += [doubt] if doubt else []
    out = {doubt.column for doubt in doubted if doubt.left_out} - set(keep)
    spoken = [Suspect(column=doubt.column, says=doubt.says, left_out=doubt.column in out) for doubt in doubted]
    kept = [(scale, codes) for _, scale, codes in found if scale.column not in out]
    return [scale for scale, _ in kept], [codes for _, codes in kept], left, spoken
