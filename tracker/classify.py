"""Evidence -> Verdict: log prior plus votes, clipped by group, in integers; softmax; threshold.

score(c) = prior(c) + sum over groups of clip(sum of vote(s, c) * weight(s) / 1000, +-cap(group))

Bit-identical everywhere because nothing before the softmax is a float. "Unknown" is a class with a
prior like the others: who shows nothing stays unknown, and missing data contributes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

from tracker.calibrate import calibrated
from tracker.model import (
    CLASSES,
    DAY_MS,
    Contribution,
    Evidence,
    Pattern,
    Signal,
    Site,
    Verdict,
)
from tracker.rulebook import Rulebook
from tracker.tally import Tally, tally_of

MARGIN = 40  # permille by which the winner must lead the second, else "unknown" or review
HYSTERESIS = 100  # permille below its threshold that a class once convicted may fall without losing it
DAYS = 10  # of a person's latest days, over which a conviction is carried on
WAVERING = ("below_threshold", "two_classes")
BOT_KINDS = 2  # different groups that must speak for a bot unless one sign declares it


def _truncated(product: int) -> int:
    """``product / 1000`` towards zero, as SQLite's and ClickHouse's integer division do."""
    return product // 1000 if product >= 0 else -(-product // 1000)


def _votes(row: Signal | Pattern, name: str, site: Site) -> dict[str, int]:
    own = site.votes.get(name)
    return {**row.votes, **own} if own else row.votes


def _contributions(tally: Tally, site: Site, rulebook: Rulebook) -> dict[str, list[Contribution]]:
    """All that speaks for or against each class, before the groups are clipped."""
    told: dict[str, list[Contribution]] = {name: [] for name in CLASSES}

    def add(name: str, row: Signal | Pattern, weight: int, count: int, sample: str, last: int) -> None:
        for voted, vote in _votes(row, name, site).items():
            points = _truncated(vote * weight)
            if points:
                told[voted].append(
                    Contribution(signal=name, group=row.group, says=row.says, count=count, points=points, sample=sample, last=last)
                )

    for name, seen in tally.seen.items():
        row = rulebook.signals[name]
        add(name, row, seen.weight, 1 if row.graded else seen.count, seen.sample, seen.last)
    for name, when in rulebook.concluders:
        said = when(tally, site)
        if said:
            add(name, rulebook.patterns[name], 1000, 1, said if isinstance(said, str) else "", tally.now)
    return told


def _clip(contributions: list[Contribution], rulebook: Rulebook) -> list[Contribution]:
    """Add a row for what a group's cap takes away, so that the rows still add up to the score."""
    sums: dict[str, int] = {}
    for row in contributions:
        sums[row.group] = sums.get(row.group, 0) + row.points
    caps = []
    for group, total in sums.items():
        cap = rulebook.caps[group]
        over = total - max(-cap, min(cap, total))
        if over:
            says = f"signs of the group {group} resemble each other and together weigh at most {cap / 1000:g}"
            caps.append(Contribution(signal=f"cap_{group}", group=group, says=says, count=1, points=-over))
    return contributions + caps


def softmax(scores: dict[str, int], temperature: int = 1000) -> dict[str, float]:
    """Millinat scores -> probabilities that add up to 1. ``temperature`` permille flattens (> 1000)."""
    top = max(scores.values())
    weights = {name: math.exp((score - top) / temperature) for name, score in scores.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def permille(probabilities: dict[str, float]) -> dict[str, int]:
    """Round to integers that add up to exactly 1000 (largest remainders; ties by name)."""
    floors = {name: math.floor(value * 1000) for name, value in probabilities.items()}
    rest = 1000 - sum(floors.values())
    order = sorted(probabilities, key=lambda name: (floors[name] - probabilities[name] * 1000, name))
    return {name: floors[name] + (name in order[:rest]) for name in probabilities}


def _threshold(winner: str, site: Site, rulebook: Rulebook) -> int:
    return site.thresholds.get(winner, rulebook.classes[winner].threshold)


def _doubt(winner: str, second: str, chances: dict[str, int], site: Site, rulebook: Rulebook, rows: Iterable[Contribution]) -> str:
    """Why the best class is not convicted, or nothing: threshold, margin, and the rules that must hold."""
    if winner == "unknown":
        return "nothing_known"
    if chances[winner] < _threshold(winner, site, rulebook):
        return "below_threshold"
    if chances[winner] - chances[second] < MARGIN:
        return "two_classes"
    return _forbidden(winner, rows)


def _forbidden(winner: str, rows: Iterable[Contribution]) -> str:
    """The rule against convicting on what speaks for a class, however probable it is; or nothing."""
    positive = [row for row in rows if row.points > 0]
    kinds = {row.group for row in positive}
    if winner == "competitor" and kinds <= {"behaviour", "path", "device"}:
        return "behaviour_only"
    if winner == "bot" and len(kinds) < BOT_KINDS and not any(row.points >= 5000 for row in positive):
        return "one_kind_of_sign"
    return ""


def classify(evidence: Evidence, site: Site, rulebook: Rulebook, now: int) -> Verdict:
    """Who this is, at ``now`` (ms), by today's rules. Pure: the same evidence gives the same verdict.

    A demotion needs more than a promotion: who was convicted at the end of an earlier day stays so from
    day to day while the same class leads and is less than ``HYSTERESIS`` below its threshold. 59 % and
    61 % are no two people. Followed back over the latest ``DAYS`` days with evidence, and only as far
    as each of them wavers, so that who does not waver costs nothing more.
    """
    verdict = _verdict(evidence, site, rulebook, now)
    if not _wavers(verdict, site, rulebook):
        return verdict
    for day in sorted({day for _, day in evidence.marks if day <= now // DAY_MS}, reverse=True)[1:DAYS]:
        before = _verdict(evidence, site, rulebook, (day + 1) * DAY_MS - 1)
        if before.winner == verdict.winner and not before.doubt:
            return msgspec.structs.replace(verdict, doubt="")
        if before.winner != verdict.winner or not _wavers(before, site, rulebook):
            break
    return verdict


def _wavers(verdict: Verdict, site: Site, rulebook: Rulebook) -> bool:
    """Whether a verdict convicts nobody anew, but would not acquit either."""
    near = verdict.doubt in WAVERING and verdict.probability >= _threshold(verdict.winner, site, rulebook) - HYSTERESIS
    return near and not _forbidden(verdict.winner, verdict.contributions[verdict.winner])


def _verdict(evidence: Evidence, site: Site, rulebook: Rulebook, now: int) -> Verdict:
    told = _contributions(tally_of(evidence, rulebook, now), site, rulebook)
    rows = {name: _clip(told[name], rulebook) for name in CLASSES}
    priors = {name: rulebook.classes[name].prior for name in CLASSES}
    scores = {name: priors[name] + sum(row.points for row in rows[name]) for name in CLASSES}
    chances = permille(calibrated(softmax(scores), rulebook.calibration))
    winner, second = sorted(CLASSES, key=lambda name: (-chances[name], CLASSES.index(name)))[:2]
    kinds = {row.group for row in rows[winner] if row.points > 0}
    rivals = [name for name in CLASSES if name not in (winner, "unknown") and chances[name] >= 200]
    return Verdict(
        winner=winner,
        probability=chances[winner],
        second=second,
        probabilities=chances,
        scores=scores,
        priors=priors,
        contributions={name: tuple(rows[name]) for name in CLASSES},
        doubt=_doubt(winner, second, chances, site, rulebook, rows[winner]),
        tension=max(rivals, key=lambda name: chances[name], default=""),
        kinds=len(kinds),
    )
