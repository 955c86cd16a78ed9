"""What calibration is worth where it was not fitted: the temperature and the offset of "unknown", left out and fitted anew.

The shipped calibration was fitted on the development corpus, so its error there flatters. Here both
numbers are fitted on all other sites (or personas) and measured on the one left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tracker import measure
from tracker.calibrate import OFFSETS, TEMPERATURE
from tracker.corpus import Answer
from tracker.model import CLASSES
from tracker.rivals import fold_of

Chances = dict[str, float]
PARTS = 8
TEMPERATURES = (600, 700, 800, 900, 1000, 1150, 1300, 1600)
OFFSET_STEPS = (-600, -400, -200, 0, 200, 400, 600)


def plain(told: Mapping[str, float]) -> Chances:
    """The logarithms that the shipped calibration started from, up to a constant; permille are all that is known of them."""
    return {name: (math.log(max(p, measure.FLOOR)) - OFFSETS.get(name, 0) / 1000) * TEMPERATURE / 1000 for name, p in told.items()}


def sounded(logs: Mapping[str, float], temperature: int, offset: int) -> Chances:
    """Probabilities from logarithms by one temperature (permille) and an offset (millinats) for unknown."""
    raised = {name: value * 1000 / temperature + (offset / 1000 if name == "unknown" else 0) for name, value in logs.items()}
    top = max(raised.values())
    weights = {name: math.exp(value - top) for name, value in raised.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _losses(logs: Sequence[Chances], truths: Sequence[str]) -> dict[tuple[int, int], list[float]]:
    """The log loss of every case at every setting: each part's best setting is then a mere sum."""
    grid = [(temperature, offset) for temperature in TEMPERATURES for offset in OFFSET_STEPS]
    return {setting: [-math.log(max(measure.FLOOR, sounded(case, *setting)[truth])) for case, truth in zip(logs, truths)] for setting in grid}


def left_out(logs: Sequence[Chances], truths: Sequence[str], groups: Sequence[str]) -> list[Chances]:
    """Each case by the setting that is best on the parts it does not belong to."""
    losses = _losses(logs, truths)
    parts = [fold_of(group, PARTS) for group in groups]
    best = {
        part: min(losses, key=lambda setting: sum(loss for loss, own in zip(losses[setting], parts) if own != part))
        for part in sorted(set(parts))
    }
    return [sounded(case, *best[part]) for case, part in zip(logs, parts)]


def _row(name: str, chances: Sequence[Chances], truths: Sequence[str]) -> dict[str, Any]:
    sure = [max(case.items(), key=lambda item: (item[1], item[0])) for case in chances]
    right = [name == truth for (name, _), truth in zip(sure, truths)]
    return {
        "name": name,
        "brier": measure.brier(chances, truths),
        "log_loss": measure.log_loss(chances, truths),
        "ece": measure.calibration_error([p for _, p in sure], right),
    }


def compared(answers: Sequence[Answer], made_from: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows name, brier, log_loss, ece: as shipped, uncalibrated, and fitted without the sites or personas measured."""
    truths = [answer.journey.label for answer in answers if set(answer.probabilities) == set(CLASSES)]
    told = [answer.probabilities for answer in answers if set(answer.probabilities) == set(CLASSES)]
    logs = [plain(case) for case in told]
    rows = [_row("as shipped", told, truths), _row("without calibration", [sounded(case, 1000, 0) for case in logs], truths)]
    groups = {"sites": [answer.journey.site for answer in answers]}
    if made_from:
        groups["personas"] = [made_from.get(answer.journey.id, answer.journey.id) for answer in answers]
    for unseen, names in groups.items():
        if len(set(names)) > 1 and len(names) == len(told):
            rows.append(_row(f"fitted with {unseen} unseen", left_out(logs, truths, names), truths))
    return rows
