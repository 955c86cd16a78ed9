"""How sure a share is that was counted on a sample: exact intervals, with and without the finite population.

A normal approximation says 0 % +- 0 % where none of 100 was a buyer. The exact interval of Clopper and Pearson
(1934, Biometrika 26) says 0 % to 3.6 %. Drawn without replacement from few, the hypergeometric distribution takes the place
of the binomial (Buonaccorsi 1987, The American Statistician 41): who has looked at all of them is sure.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log

ALPHA = 0.05
STEPS = 60  # bisections; 2^-60 is finer than a float near 1


def _chosen(whole: int, part: int) -> float:
    """ln of the binomial coefficient."""
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def _binomial(hits: int, trials: int, share: float) -> float:
    """P(X = hits) of ``trials`` draws."""
    if share in (0.0, 1.0):
        return float(hits == round(share * trials))
    return exp(_chosen(trials, hits) + hits * log(share) + (trials - hits) * log(1 - share))


def _hypergeometric(hits: int, trials: int, marked: int, population: int) -> float:
    """P(X = hits) of ``trials`` draws without replacement from a population of which ``marked`` count as hits."""
    if not max(0, trials - population + marked) <= hits <= min(trials, marked):
        return 0.0
    return exp(_chosen(marked, hits) + _chosen(population - marked, trials - hits) - _chosen(population, trials))


def _root(too_small: Callable[[float], bool]) -> float:
    """Where ``too_small`` turns from true to false between 0 and 1."""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if too_small(middle) else (low, middle)
    return (low + high) / 2


def clopper_pearson(hits: int, trials: int, alpha: float = ALPHA) -> tuple[float, float]:
    """The exact interval of a share of independent draws, at least 1 - alpha sure; (0, 1) without draws."""
    if not trials:
        return 0.0, 1.0
    low = _root(lambda share: sum(_binomial(k, trials, share) for k in range(hits, trials + 1)) < alpha / 2) if hits else 0.0
    high = _root(lambda share: sum(_binomial(k, trials, share) for k in range(hits + 1)) > alpha / 2) if hits < trials else 1.0
    return low, high


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number from ``low`` to ``high`` from which on something holds; it holds at ``high``."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def marked_in(hits: int, trials: int, population: int, alpha: float = ALPHA) -> tuple[int, int]:
    """How many of a population can be marked, at least and at most, if ``trials`` draws without replacement met ``hits``.

    All numbers are kept under which neither so few nor so many hits were rarer than alpha / 2.
    """
    if not 0 <= hits <= trials <= population:
        raise ValueError(f"{hits} hits in {trials} draws from {population} cannot be. Give 0 <= hits <= draws <= population.")
    fewest, most = hits, population - trials + hits

    def at_least(marked: int) -> float:
        return sum(_hypergeometric(k, trials, marked, population) for k in range(hits, trials + 1))

    def at_most(marked: int) -> float:
        return sum(_hypergeometric(k, trials, marked, population) for k in range(hits + 1))

    low = _first(fewest, most, lambda marked: at_least(marked) > alpha / 2)
    high = most - _first(0, most - low, lambda step: at_most(most - step) > alpha / 2)
    return low, high


def share_interval(hits: int, trials: int, population: int, alpha: float = ALPHA) -> tuple[float, float]:
    """The exact interval of a share in a finite population, drawn from without replacement; (0, 1) without draws."""
    if not trials:
        return 0.0, 1.0
    low, high = marked_in(hits, trials, population, alpha)
    return low / population, high / population
