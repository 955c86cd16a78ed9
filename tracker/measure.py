"""How good answers are, in figures: pure functions over truths, answers and probabilities.

A *pair* is ``(truth, said)``. *Chances* are ``{class: probability}`` of one case. Every function answers
0.0, not an error, where there is nothing to measure, so that an empty row of a table stays printable.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Pair = tuple[str, str]
Chances = Mapping[str, float]

FLOOR = 0.0005  # a probability told in permille as 0 may be anything below half a permille
LEVELS = (0.80, 0.85, 0.90, 0.95, 0.99)


def ratio(part: float, whole: float) -> float:
    """``part / whole``; 0.0 where the whole is empty."""
    return part / whole if whole else 0.0


def f_score(precision: float, recall: float) -> float:
    """The harmonic mean 2pr/(p+r) (van Rijsbergen 1979), 0.0 where both are 0."""
    return ratio(2 * precision * recall, precision + recall)


def interval(hits: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score method (Wilson 1927); (0, 1) without trials."""
    if not trials:
        return 0.0, 1.0
    share, square = hits / trials, z * z
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    half = z * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2)) / (1 + square / trials)
    return max(0.0, centre - half), min(1.0, centre + half)


def accuracy(pairs: Sequence[Pair]) -> float:
    """The share of answers that are right."""
    return ratio(sum(truth == said for truth, said in pairs), len(pairs))


def confusion(pairs: Iterable[Pair], labels: Sequence[str]) -> dict[str, dict[str, int]]:
    """``{truth: {said: count}}`` over all labels, zeros included."""
    counts = Counter(pairs)
    return {truth: {said: counts[truth, said] for said in labels} for truth in labels}


def by_class(pairs: Sequence[Pair], labels: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Per label ``precision`` TP/(TP+FP), ``recall`` TP/(TP+FN), ``f1``, ``support`` (cases), ``said`` (answers), 95 % intervals of both."""
    right = Counter(truth for truth, said in pairs if truth == said)
    support, told = Counter(truth for truth, _ in pairs), Counter(said for _, said in pairs)
    rows = {}
    for label in labels:
        precision, recall = ratio(right[label], told[label]), ratio(right[label], support[label])
        rows[label] = {
            "precision": precision, "recall": recall, "f1": f_score(precision, recall), "support": support[label], "said": told[label],
            "precision_interval": list(interval(right[label], told[label])), "recall_interval": list(interval(right[label], support[label])),
        }  # fmt: skip
    return rows


def macro_f1(pairs: Sequence[Pair], labels: Sequence[str] | None = None) -> float:
    """The plain mean of F1 over ``labels``, else over those that occur as truth: every class weighs the same."""
    chosen = sorted({truth for truth, _ in pairs}) if labels is None else labels
    return ratio(sum(row["f1"] for row in by_class(pairs, chosen).values()), len(chosen))


def brier(chances: Sequence[Chances], truths: Sequence[str]) -> float:
    """The mean of sum over classes of (p - hit)^2, Brier's own form (1950): 0 perfect, 2 worst."""
    total = sum((p - (name == truth)) ** 2 for case, truth in zip(chances, truths) for name, p in case.items())
    return ratio(total, len(truths))


def log_loss(chances: Sequence[Chances], truths: Sequence[str]) -> float:
    """The mean of -ln p(truth) in nats; p below FLOOR counts as FLOOR, because permille know nothing smaller."""
    return ratio(sum(-math.log(max(FLOOR, case.get(truth, 0.0))) for case, truth in zip(chances, truths)), len(truths))


def reliability(said: Sequence[float], was: Sequence[bool], bins: int = 10) -> list[dict[str, Any]]:
    """Said against was, in bins of equal width: ``from, to, n, said`` (mean probability), ``right`` (how many true), ``was`` (their share), its 95 % ``interval``.

    A bin holds its upper edge, so that 1.0 belongs to the last one. Empty bins are left out.
    """
    found: dict[int, list[tuple[float, bool]]] = {}
    for chance, true in zip(said, was):
        found.setdefault(min(bins - 1, max(0, math.ceil(round(chance * bins, 9)) - 1)), []).append((chance, true))
    return [_bin(place / bins, (place + 1) / bins, rows) for place, rows in sorted(found.items())]


def _bin(low: float, high: float, rows: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    right = sum(true for _, true in rows)
    return {"from": low, "to": high, "n": len(rows), "said": sum(chance for chance, _ in rows) / len(rows), "right": right, "was": right / len(rows), "interval": list(interval(right, len(rows)))}


def calibration_error(said: Sequence[float], was: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: sum over bins of n/N * |said - was| (Naeini 2015, Guo 2017)."""
    return ratio(sum(row["n"] * abs(row["said"] - row["was"]) for row in reliability(said, was, bins)), len(said))


def coverage(sure: Sequence[float], right: Sequence[bool], levels: Sequence[float] = LEVELS) -> dict[str, float]:
    """What share of the cases can be answered at each accuracy, if the surest are answered first.

    El-Yaniv and Wiener's risk-coverage curve (2010), read from the accuracy's side. Cases that are equally
    sure are answered together: a threshold cannot tell them apart.
    """
    order = sorted(zip(sure, right), key=lambda case: -case[0])
    best, hits = dict.fromkeys(levels, 0), 0
    for number, (chance, true) in enumerate(order, 1):
        hits += true
        if number == len(order) or order[number][0] < chance:
            best.update({level: number for level in levels if hits / number >= level})
    return {f"{level:.2f}": ratio(count, len(order)) for level, count in best.items()}


def outreach(listed: Sequence[bool], wanted: Sequence[bool]) -> dict[str, Any]:
    """The lead list against whom a good sales rep would contact: precision, recall, F1, counts, 95 % intervals."""
    right = sum(a and b for a, b in zip(listed, wanted))
    precision, recall = ratio(right, sum(listed)), ratio(right, sum(wanted))
    return {
        "precision": precision, "recall": recall, "f1": f_score(precision, recall), "right": right, "listed": sum(listed), "wanted": sum(wanted),
        "precision_interval": list(interval(right, sum(listed))), "recall_interval": list(interval(right, sum(wanted))),
    }  # fmt: skip


def leaking(listed: Sequence[bool], truths: Sequence[str], customers: Sequence[str] = ("prospect", "customer")) -> dict[str, Any]:
    """Non-customers in the lead list: ``count``, ``share`` of the list's rows, ``share_of_them`` of all non-customers, ``labels``."""
    leaked = [truth for shown, truth in zip(listed, truths) if shown and truth not in customers]
    strangers = sum(truth not in customers for truth in truths)
    return {"count": len(leaked), "share": ratio(len(leaked), sum(listed)), "share_of_them": ratio(len(leaked), strangers), "labels": dict(Counter(leaked))}
