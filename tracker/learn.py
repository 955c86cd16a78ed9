"""Dispositions -> a bounded change of votes. Pure: the same words of sales over the same evidence give the same votes.

What sales says of a visitor is compared with what the rules, without anything learned, expected. The surprise
(1 - p for the class that was said, -p for the others) is shared among the visitor's signs by their weight, since nobody
knows which of them misled. For a signal s and a class c, one person's word amounts to

    g / (STRENGTH / 4 + h)      g = sum of share * (said - p),  h = sum of share^2 * p * (1 - p)

nats: the first step of Newton's method for the posterior of a logistic model whose prior is a normal at the present
vote, worth STRENGTH pseudo-observations (Gelman et al. 2008, "A weakly informative default prior", have the same
form; an observation at p = 1/2 tells 1/4). It is clipped to MOST_BY_ONE for each person, their sum to MOST for all: so
taking one person's words away moves no vote by more than MOST_BY_ONE, whatever they and everybody else said.

A visitor counts once, with what was said last and with the evidence there was then: what a customer
does after the sale tells nothing about how buyers begin. The evidence is what the judge goes by; where claims
contradict each other, only what is sure: else whoever has the page's key would write the lessons.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import msgspec

from tracker.claims import UNSETTLED, Weighed, sure_of
from tracker.model import CLASSES, Known, Row, Site
from tracker.parts import as_it_was
from tracker.pipeline import settled
from tracker.rulebook import Rulebook
from tracker.tally import tally_of

STRENGTH = 20  # pseudo-observations that stand behind each vote before anybody says anything
MOST_BY_ONE = 300  # millinats by which one person can move a vote: a factor of 1.35
MOST = 1000  # millinats by which all together can: a factor of e; more is for the owner to write
LEAST = 5  # millinats; less is noise in the eighth class of a visitor, and only lengthens the list
TEACHES = {"won": "prospect"}  # what an outcome without a class says of who somebody was: who bought was a buyer

Votes = dict[str, dict[str, int]]


class Case(Row):
    """What one visitor teaches: who said what of them, the share of each sign, and what the rules had expected."""

    visitor: str
    author: str
    said: str
    shares: dict[str, float]
    expected: dict[str, float]


class Lesson(Row):
    """Why a vote changes by ``shift`` millinats: corrected visitors with the sign, how many of them sales called so,
    how many the rules had expected, and how many people said it."""

    signal: str
    voted: str
    shift: int
    corrections: int
    said: int
    expected: float
    people: int


def last_word(known: Known, skipped: Iterable[tuple[int, int]]) -> dict[str, Any] | None:
    """The latest disposition that says who somebody is, outside the spans that were taken back."""
    for told in reversed(known.dispositions):
        if not any(after < told["at"] <= until for after, until in skipped) and (told["class"] or told["outcome"] in TEACHES):
            return told
    return None


def before(known: Known, site: Site, rulebook: Rulebook, at: int) -> Weighed | None:
    """What the rules made of somebody at ``at``, whatever any person said of them; None before the first event."""
    then = _unspoken(known, at)
    return settled(then, site, rulebook, at) if then else None


def _unspoken(known: Known, at: int) -> Known | None:
    then = as_it_was(known, at)
    return msgspec.structs.replace(then, dispositions=()) if then else None


def _undisputed(known: Known, site: Site, rulebook: Rulebook, at: int) -> Weighed | None:
    """The same without claims that are in dispute; None where nothing is left."""
    then = _unspoken(known, at)
    found = settled(then, site, rulebook, at) if then else None
    if then is None or found is None or not then.parts or found.standing.reason not in UNSETTLED:
        return found
    sure = sure_of(then)
    return settled(sure, site, rulebook, at) if sure else None


def _weights(known: Known, site: Site, rulebook: Rulebook, at: int) -> dict[str, int]:
    """How heavily each sign spoke, in permille. Signs that vote for nobody (a page was seen) are left out: they would
    learn who is called by sales at all, which is not who somebody is."""
    tally = tally_of(known.evidence, rulebook, at)
    seen = {name: told.weight for name, told in tally.seen.items() if told.weight}
    seen |= {name: 1000 for name, when in rulebook.concluders if when(tally, site)}
    return {name: weight for name, weight in seen.items() if rulebook.row(name).votes or name in site.votes}


def case_of(known: Known, site: Site, rulebook: Rulebook, skipped: Iterable[tuple[int, int]] = ()) -> Case | None:
    """What a visitor teaches about the votes of ``site`` (without anything learned); None for nothing."""
    told = last_word(known, skipped)
    then = _undisputed(known, site, rulebook, told["at"]) if told else None
    if told is None or then is None:
        return None
    weights = _weights(then.known, site, rulebook, told["at"])
    whole = sum(weights.values())
    if not whole:
        return None
    return Case(
        visitor=known.visitor, author=told["author"], said=told["class"] or TEACHES[told["outcome"]],
        shares={name: weight / whole for name, weight in weights.items()},
        expected={name: chance / 1000 for name, chance in then.verdict.probabilities.items()},
    )  # fmt: skip


def _word(cases: list[Case], signal: str, voted: str) -> int:
    """What one person's cases with a signal amount to for a class, in millinats, within their bound."""
    pull = math.fsum(case.shares[signal] * ((case.said == voted) - case.expected[voted]) for case in cases)
    sure = math.fsum(case.shares[signal] ** 2 * case.expected[voted] * (1 - case.expected[voted]) for case in cases)
    return max(-MOST_BY_ONE, min(MOST_BY_ONE, round(1000 * pull / (STRENGTH / 4 + sure))))


def lessons(cases: Iterable[Case]) -> list[Lesson]:
    """All votes that change, by how much and why; by signal, then class. The order of the cases does not matter."""
    met: dict[str, dict[str, list[Case]]] = {}
    for case in {case.visitor: case for case in cases}.values():
        for signal in case.shares:
            met.setdefault(signal, {}).setdefault(case.author, []).append(case)
    found = []
    for signal, people in sorted(met.items()):
        for voted in CLASSES:
            shift = max(-MOST, min(MOST, sum(_word(own, signal, voted) for own in people.values())))
            if abs(shift) >= LEAST:
                everyone = [case for own in people.values() for case in own]
                found.append(
                    Lesson(
                        signal=signal, voted=voted, shift=shift, corrections=len(everyone), people=len(people),
                        said=sum(case.said == voted for case in everyone), expected=round(math.fsum(case.expected[voted] for case in everyone), 1),
                    )
                )  # fmt: skip
    return found


def learned(found: Iterable[Lesson]) -> Votes:
    """The lessons as changes of votes: signal -> class -> millinats."""
    votes: Votes = {}
    for lesson in found:
        votes.setdefault(lesson.signal, {})[lesson.voted] = lesson.shift
    return votes
