"""Who writes a message, told from the whole of it: the second reader beside the lexicon's phrases.

A list of phrases knows "I attach my CV"; it does not know "lorry driver, 14 years, do you take on for abroad?". This reader asks which of
the letters of `lexicon/letters` mean the like (`likeness.py`) and which words they use (`pieces.py`), says how sure it is, and stays
silent where two readings are close.
"""
import math
import re
from functools import lru_cache
from typing import NamedTuple

from tracker.reading.likeness import likeness
from tracker.reading.pieces import KINDS, LIMIT, WHOLE, buckets, leanings, spoke

__all__ = ["ALIKE", "KINDS", "Reading", "chances", "read_letter"]

ALIKE = (("enquiry",), ("customer", "upsell"), ("application",), ("study",), ("pitch", "partner", "press", "investor", "research"), ("probe",), ("spam",), ("other",))
"""Kinds between which a close call does no harm: all of one row lead to the same class."""
LEAST = 40
"""Pieces that a text needs to be read: about five words. Of "Good morning." nothing can be told."""
SHARPNESS = 9.0
WORDS = 0.3
"""The letters' kinds -> nats, and how much the words say beside the meaning. Chosen on 435 messages of three authors that taught nothing."""
SHARE = dict(zip(ALIKE, (0.19, 0.18, 0.11, 0.09, 0.28, 0.05, 0.02, 0.06)))
"""How many of a hundred letters are of these kinds: what is no news."""
_OTHER_SCRIPT = re.compile("[^\\W\\d_a-zA-Z\u00aa-\u024f\u1e00-\u1eff]")
"""A letter that is not Latin. Where all are and no word is known it may be gibberish, to which every meaning can be given."""
STEP = 0.7
STEPS = 5
"""A reading is spoken in steps of 0.7 nats (a doubling of the odds each), at most 5."""


class Reading(NamedTuple):
    """Who wrote, how surely (1 to `STEPS`: each doubles the odds), and the words that say so most, in the order of the message."""

    kind: str
    steps: int
    words: str


def read_letter(text: str) -> Reading | None:
    """Who writes this, or None where the message is empty, short or could be read in two ways. Never raises; bounded by `LIMIT`."""
    return _read(text[:LIMIT]) if text else None


@lru_cache(maxsize=512)
def _read(text: str) -> Reading | None:
    if len(buckets(text)) < LEAST:
        return None
    told = chances(text)
    if not told:
        return None
    groups = {kinds: sum(told[kind] for kind in kinds) for kinds in ALIKE}
    best = max(groups, key=groups.__getitem__)
    steps = min(STEPS, int((_odds(groups[best]) - _odds(SHARE[best])) / STEP))
    if groups[best] < 0.5 or steps < 1:
        return None
    kind = max(best, key=told.__getitem__)
    words = spoke(text, KINDS.index(kind))
    return Reading(kind, steps, words) if words != WHOLE or _OTHER_SCRIPT.search(text) else None


def chances(text: str) -> dict[str, float]:
    """How likely each kind is, were letters as many of each as those that taught; empty where nothing was taught."""
    words, like = leanings(text), likeness(text)
    if words is None:
        return {}
    sums = words if like is None else [SHARPNESS * meant + WORDS * word for meant, word in zip(like, words)]
    top = max(sums)
    weights = [math.exp(value - top) for value in sums]
    return {kind: weight / sum(weights) for kind, weight in zip(KINDS, weights)}


def _odds(chance: float) -> float:
    """Logarithm of the odds, in nats; a chance of nearly one keeps a finite one."""
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(chance / (1 - chance))
