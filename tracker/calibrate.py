"""Raw probabilities -> honest ones: of those said to be 70 % likely, 70 % must turn out so.

A temperature for all and an offset for "unknown", fitted as docs/decisions/0003-votes.md describes: the only two numbers of
the rulebook that come from labelled data. Monotone for each class: calibration changes how sure a verdict sounds, never
which of two bodies of evidence speaks more for a class.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from tracker.model import Row

FLOOR = 1e-9  # a class without any chance keeps a finite logarithm


class Calibration(Row):
    """``temperature`` in permille (below 1000 sharpens), ``unknown`` in millinats added to the class of that name."""

    temperature: int
    unknown: int


# Group caps make sums too careful where several groups agree: 800 fits two authors' journeys, 1200 a third's; so 800. "Unknown" was right more often than it said (0.77 said, 0.98 true).
SHIPPED = Calibration(temperature=850, unknown=400)
NONE = Calibration(temperature=1000, unknown=0)


def calibrated(raw: Mapping[str, float], by: Calibration = SHIPPED) -> dict[str, float]:
    """The probabilities after calibration; they add up to 1 again."""
    logs = {name: math.log(max(chance, FLOOR)) * 1000 / by.temperature + (by.unknown / 1000 if name == "unknown" else 0) for name, chance in raw.items()}
    top = max(logs.values())
    weights = {name: math.exp(value - top) for name, value in logs.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}
