"""Raw probabilities -> honest ones: of those said to be 70 % likely, 70 % must turn out so.

A temperature for all, an offset for "unknown", and for each class the share of those that everything spoke for and that were
something else all the same: the only numbers of the rulebook that come from labelled data (docs/decisions/0018-slips.md).
Monotone for each class: calibration changes how sure a verdict sounds, never which of two bodies of evidence speaks more for a class.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from tracker.model import Row

FLOOR = 1e-9  # a class without any chance keeps a finite logarithm


class Calibration(Row):
    """``temperature`` in permille (below 1000 sharpens), ``unknown`` in millinats added to the class of that name.

    ``slips``: permille of each class, by name, in which even the surest turned out to be another class; the others share them evenly.
    """

    temperature: int
    unknown: int
    slips: tuple[tuple[str, int], ...] = ()


# Fitted by log loss on seven authors' journeys, two of whose corpora nobody has read (0018). A message that reads like a buyer's is
# a seller's, a rival's or a customer's in one of eight, however much else agrees: no vote can know that.
SHIPPED = Calibration(temperature=700, unknown=400, slips=(("customer", 40), ("job_seeker", 40), ("other", 60), ("prospect", 120), ("student", 20)))
NONE = Calibration(temperature=1000, unknown=0)


def calibrated(raw: Mapping[str, float], by: Calibration = SHIPPED) -> dict[str, float]:
    """The probabilities after calibration; they add up to 1 again."""
    logs = {name: math.log(max(chance, FLOOR)) * 1000 / by.temperature + (by.unknown / 1000 if name == "unknown" else 0) for name, chance in raw.items()}
    top = max(logs.values())
    weights = {name: math.exp(value - top) for name, value in logs.items()}
    total = sum(weights.values())
    sure = {name: weight / total for name, weight in weights.items()}
    lost = {name: sure[name] * slip / 1000 for name, slip in by.slips if name in sure}
    if not lost or len(sure) < 2:
        return sure
    spread = sum(lost.values())
    return {name: chance - lost.get(name, 0.0) + (spread - lost.get(name, 0.0)) / (len(sure) - 1) for name, chance in sure.items()}
