"""Raw probabilities -> honest ones: of those said to be 70 % likely, 70 % must turn out so.

A temperature for all and an offset for each class, fitted as docs/decisions/0003-votes.md describes. Monotone for each class:
calibration changes how sure a verdict sounds, never which of two bodies of evidence speaks more for a class.
"""

from __future__ import annotations

import math

TEMPERATURE = 800  # permille; below 1000 sharpens: group caps make sums too careful where several groups agree
OFFSETS = {"unknown": 400}  # millinats; "unknown" was right more often than it said (0.77 said, 0.98 true)
FLOOR = 1e-9  # a class without any chance keeps a finite logarithm


def calibrated(raw: dict[str, float]) -> dict[str, float]:
    """The probabilities after calibration; they add up to 1 again."""
    weights = {name: math.exp(math.log(max(chance, FLOOR)) * 1000 / TEMPERATURE + OFFSETS.get(name, 0) / 1000) for name, chance in raw.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}
