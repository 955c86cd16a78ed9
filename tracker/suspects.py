"""Columns that know the outcome because it made them: suspected aloud, and left out where it is plain.

Three ways to give oneself away: to rank nearly perfectly alone, to be filled only where the lead is
closed one way, and to bear a name that no open lead can have.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from tracker.cells import missing
from tracker.model import Row
from tracker.ranking import auc
from tracker.scales import Scale

PERFECT = 0.95  # AUC of one column alone; honest single columns of CRMs reach 0.6 to 0.8
TELLING = 0.65  # AUC from which a name alone is no accident
TOWERING = 0.10  # AUC above the next best column
CHANCE = -14.0  # ln 1e-6: as unlikely as this a filled column would meet one outcome only
NAMES = re.compile(
    r"(?:^|[_\W])(?:won|lost|win|loss|clos(?:ed?|ing)|convert(?:ed)?|conversions?|signed|contract|invoiced?|paid|payment|churn(?:ed)?|outcome|result|"
    r"disposition|deal|revenue|purchas(?:e|ed)|order(?:ed|s)?|gewonnen|verloren|abschluss|ganado|perdido|gagn[eé]|perdu)(?:$|[_\W])",
    re.IGNORECASE,
)
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Suspect(Row):
    """A column under suspicion: ``says`` why, ``left_out`` whether the table does without it."""

    column: str
    says: str
    left_out: bool


def named_like_an_outcome(column: str) -> bool:
    """Whether a name speaks of what only happens at the end: won_date, ClosedBy, lost reason."""
    return bool(NAMES.search(HUMP.sub(" ", column)))


def alone(codes: Sequence[int], truths: Sequence[bool]) -> float:
    """The AUC of one column whose steps are ordered by their own rates, each pulled to the whole by five rows."""
    rate = sum(truths) / len(truths)
    hits, sizes = [0] * (max(codes) + 1), [0] * (max(codes) + 1)
    for code, true in zip(codes, truths):
        hits[code] += true
        sizes[code] += 1
    rates = [(hit + 5 * rate) / (size + 5) for hit, size in zip(hits, sizes)]
    return auc([rates[code] for code in codes], truths)


def _one_sided(hits: int, size: int, rate: float) -> str:
    """"won" or "not won" if so many rows of one outcome cannot be an accident, else nothing."""
    for says, share, part in (("closed with this outcome", rate, hits), ("closed without it", 1 - rate, size - hits)):
        if size and part >= 0.99 * size and part * math.log(max(share, 1e-9)) < CHANCE:
            return says
    return ""


def filled_afterwards(cells: Sequence[str], truths: Sequence[bool]) -> str:
    """Why a column seems to be filled only once the outcome is known; nothing if it does not."""
    told = [true for cell, true in zip(cells, truths) if not missing(cell)]
    says = _one_sided(sum(told), len(told), sum(truths) / len(truths)) if len(told) < len(cells) else ""
    return f"is filled in {len(told):,} rows, nearly all of them {says}: an open lead cannot have it" if says else ""


def _level(scale: Scale, codes: Sequence[int], truths: Sequence[bool]) -> str:
    """A level that occurs with one outcome only."""
    for code in sorted(set(codes)):
        met = [true for own, true in zip(codes, truths) if own == code]
        says = _one_sided(sum(met), len(met), sum(truths) / len(truths))
        if says:
            return f"{scale.steps[code]!r} occurs only where the lead was {says}; is it entered before?"
    return ""


def suspect(scale: Scale, codes: Sequence[int], truths: Sequence[bool], single: float, next_best: float) -> Suspect | None:
    """What speaks against one column, the gravest first; None if nothing does. ``single``: its AUC alone."""
    if single > PERFECT:
        return Suspect(column=scale.column, left_out=True, says=f"ranks the outcome alone with AUC {single:.3f}: it was surely computed from it or entered after it")
    if named_like_an_outcome(scale.column) and single >= TELLING:
        return Suspect(column=scale.column, left_out=True, says=f"has the name of an outcome and ranks it alone with AUC {single:.3f}")
    if single - next_best >= TOWERING and single >= 0.75:
        return Suspect(
            column=scale.column, left_out=False,
            says=f"ranks alone with AUC {single:.3f}, the next best column with {next_best:.3f}: if it was computed from the outcome or entered after it, leave it out (--leave-out)",
        )  # fmt: skip
    level = _level(scale, codes, truths) if scale.kind == "word" else ""
    if level:
        return Suspect(column=scale.column, left_out=False, says=level)
    if named_like_an_outcome(scale.column):
        return Suspect(column=scale.column, left_out=False, says="has the name of an outcome, but hardly tells it; look whether open leads have it")
    return None
