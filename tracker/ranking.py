"""How well a score ranks yes before no: AUC, average precision, the best tenth, drift. Pure functions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.measure import ratio

Scores, Truths = Sequence[float], Sequence[bool]


def _tied(scores: Scores, truths: Truths) -> Iterator[tuple[int, int]]:
    """(yes, all) of each group of equal scores, the highest first."""
    order = sorted(zip(scores, truths), key=lambda case: -case[0])
    for _, group in groupby(order, key=lambda case: case[0]):
        members = [true for _, true in group]
        yield sum(members), len(members)


def auc(scores: Scores, truths: Truths) -> float:
    """The chance that a yes scores above a no, ties counting half (Mann-Whitney U / (n1 n0)); 0.5 if one is missing."""
    yes = sum(truths)
    no, above, won = len(truths) - yes, 0, 0.0
    if not yes or not no:
        return 0.5
    for hits, size in _tied(scores, truths):
        won += (size - hits) * (above + hits / 2)
        above += hits
    return won / (yes * no)


def average_precision(scores: Scores, truths: Truths) -> float:
    """Sum over thresholds of (recall gained) * precision, equal scores as one threshold: no interpolation."""
    yes, hits, seen, total = sum(truths), 0, 0, 0.0
    for right, size in _tied(scores, truths):
        hits, seen = hits + right, seen + size
        total += ratio(right, yes) * hits / seen
    return total


def top_share(scores: Scores, truths: Truths, share: float = 0.1) -> float:
    """The share of yes among the best ``share`` of the cases; a tie at the border counts with its mean."""
    left = size = max(1, round(len(scores) * share)) if scores else 0
    hits = 0.0
    for right, group in _tied(scores, truths):
        taken = min(left, group)
        hits, left = hits + right * taken / group, left - taken
        if not left:
            break
    return ratio(hits, size)


def log_loss(chances: Scores, truths: Truths) -> float:
    """The mean of -ln p(what happened) in nats, with p kept within [1e-6, 1 - 1e-6]."""
    kept = [min(1 - 1e-6, max(1e-6, chance)) for chance in chances]
    return ratio(sum(-math.log(p if true else 1 - p) for p, true in zip(kept, truths)), len(kept))


def stability(before: Sequence[str], after: Sequence[str]) -> float:
    """Population stability index sum (q - p) ln(q / p) over levels, with half a case added to each.

    By custom (Siddiqi 2006) below 0.10 is stable, above 0.25 another population.
    """
    first, second = Counter(before), Counter(after)
    levels = sorted(first.keys() | second.keys())
    p = [(first[level] + 0.5) / (len(before) + 0.5 * len(levels)) for level in levels]
    q = [(second[level] + 0.5) / (len(after) + 0.5 * len(levels)) for level in levels]
    return sum((b - a) * math.log(b / a) for a, b in zip(p, q))
