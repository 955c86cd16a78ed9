"""What the fitted numbers are worth where they were not fitted: every journey judged again by a calibration that never saw its group.

The shipped calibration was fitted on the development corpus, so its figures there flatter. Here it is fitted anew for each
site (or persona) on the journeys of all others, and the left-out journeys are judged by it, from the evidence to the lists:
thresholds and margins are applied to probabilities, so verdicts and lists change as well.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tracker import measure
from tracker.calibrate import NONE, SHIPPED, Calibration, calibrated
from tracker.classify import softmax
from tracker.corpus import Answer, answer
from tracker.model import Row
from tracker.pipeline import judge, settled
from tracker.rulebook import Rulebook

TEMPERATURES = (600, 700, 800, 900, 1000, 1150, 1300, 1600)
OFFSETS = (-600, -400, -200, 0, 200, 400, 600)
SLIPS = ((), SHIPPED.slips)
GRID = tuple(Calibration(temperature=temperature, unknown=offset, slips=slips) for temperature in TEMPERATURES for offset in OFFSETS for slips in SLIPS)

# What of the rulebook comes from where. Whoever fits another number adds a line, and refits it in ``refitted``.
FITTED = ({"what": "calibration", "numbers": "temperature, the offset of unknown, the slips of each class", "how": "log loss on several authors' journeys; temperature, offset and whether slips are counted fitted anew here without each site and each persona"},)
GIVEN = (
    {"what": "votes", "how": "expert priors, moved by hand while looking at the personas that are not held out"},
    {"what": "priors, thresholds, margin, group caps, half-lives", "how": "set by hand; never fitted"},
    {"what": "words and page kinds", "how": "written from dictionaries and real sites; never fitted"},
)


class Refit(Row):
    """Answers by calibrations that did not see the journey's group, and how many groups got which."""

    name: str
    says: str
    answers: list[Answer]
    settings: dict[Calibration, int]


def scores_of(answers: Sequence[Answer], store: Any, rules: Rulebook, now: int) -> list[dict[str, int]]:
    """The scores of each journey's verdict, before any calibration."""
    sites = store.sites()
    known = [store.known(one.journey.site, one.visitors[0]) for one in answers]
    return [settled(person, sites[person.site], rules, now).verdict.scores for person in known]


def losses(scores: Sequence[Mapping[str, int]], truths: Sequence[str]) -> dict[Calibration, list[float]]:
    """The log loss of every case at every setting: the best setting of any part is then a mere sum."""
    raw = [softmax(dict(case)) for case in scores]
    return {setting: [-math.log(max(measure.FLOOR, calibrated(case, setting)[truth])) for case, truth in zip(raw, truths)] for setting in GRID}


def best_without(lost: Mapping[Calibration, Sequence[float]], groups: Sequence[str]) -> dict[str, Calibration]:
    """For each group the setting that loses least on all others."""
    found: dict[str, tuple[float, Calibration]] = {}
    for setting, told in lost.items():
        own: Counter[str] = Counter()
        for group, loss in zip(groups, told):
            own[group] += loss
        whole = math.fsum(told)
        for group, loss in own.items():
            if group not in found or whole - loss < found[group][0] - 1e-9:
                found[group] = (whole - loss, setting)
    return {group: setting for group, (_, setting) in found.items()}


def _again(answers: Sequence[Answer], settings: Sequence[Calibration], store: Any, rules: Rulebook, now: int) -> list[Answer]:
    sites, found = store.sites(), []
    for one, setting in zip(answers, settings):
        drafted, site = msgspec.structs.replace(rules, calibration=setting), sites[one.journey.site]
        found.append(answer(one.journey, [judge(store.known(site.name, visitor), site, drafted, now) for visitor in one.visitors]))
    return found


def refitted(answers: Sequence[Answer], made_from: Mapping[str, str], store: Any, rules: Rulebook, now: int) -> list[Refit]:
    """The answers without calibration, and by calibrations fitted without each site and, where they are told, each persona."""
    plain = _again(answers, [NONE] * len(answers), store, rules, now)
    found = [Refit(name="uncalibrated", says="uncalibrated", answers=plain, settings={NONE: 1})]
    groups = {"sites": [one.journey.site for one in answers]}
    if made_from:
        groups["personas"] = [made_from.get(one.journey.id, one.journey.id) for one in answers]
    lost = losses(scores_of(answers, store, rules, now), [one.journey.label for one in answers])
    for unseen, names in groups.items():
        if len(set(names)) > 1:
            best = best_without(lost, names)
            told = _again(answers, [best[name] for name in names], store, rules, now)
            found.append(Refit(name=unseen, says=f"{unseen} unseen", answers=told, settings=dict(Counter(best.values()))))
    return found
