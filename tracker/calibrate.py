"""Raw probabilities -> honest ones: of those said to be 70 % likely, 70 % must turn out so.

A temperature for all and an offset for each class, both integers in `calibrate.json`, fitted as decision 0003 describes. Monotone for
each class: calibration changes how sure a verdict sounds, and never which of two bodies of evidence is the stronger one.
"""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

FLOOR = 1e-9  # a class without any chance keeps a finite logarithm


@cache
def fitted() -> tuple[int, dict[str, int]]:
    """Temperature in permille (below 1000 sharpens) and the offset of each class in millinats."""
    told = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return told["temperature"], told["offsets"]


def calibrated(raw: dict[str, float]) -> dict[str, float]:
    """The probabilities after calibration; they add up to 1 again."""
    temperature, offsets = fitted()
    weights = {name: math.exp(math.log(max(chance, FLOOR)) * 1000 / temperature + offsets.get(name, 0) / 1000) for name, chance in raw.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}
