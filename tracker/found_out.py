"""What was said of visitors against what turned out: a site's own reliability, from dispositions and from blind samples.

Each visitor is judged by the owner's rules without anything learned, on the evidence there was when a person said who it is:
what was learned from their words would flatter. Sales looks at those whom it was shown, so dispositions say how far to trust a
verdict that sales acts on; only the blind sample says how many of the excluded were buyers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker import audit, measure
from tracker.editions import owners, present
from tracker.learn import before, last_word
from tracker.model import CLASSES, Known, Row, Site
from tracker.rulebook import Rulebook

MOST = 500  # visitors looked at, those spoken of last: one costs about a millisecond
BUYERS = ("prospect", "customer")


class Case(Row):
    """One visitor of whom a person said something: the likeliest class then, its probability, and whether they were right."""

    said: str
    chance: float
    right: bool


def _judged(known: Known | None, site: Site, rulebook: Rulebook, at: int) -> dict[str, float] | None:
    then = before(known, site, rulebook, at) if known else None
    return {name: chance / 1000 for name, chance in then.verdict.probabilities.items()} if then else None


def case_of(known: Known | None, site: Site, rulebook: Rulebook, skipped: Iterable[tuple[int, int]]) -> Case | None:
    """What a visitor's last disposition says about the verdict before it; None where it does not say who they are, or was taken back."""
    told = last_word(known, skipped) if known else None
    chances = _judged(known, site, rulebook, told["at"]) if told else None
    if told is None or chances is None:
        return None
    said = max(CLASSES, key=lambda name: chances[name])
    right = said == told["class"] if told["class"] else said in BUYERS  # a sale tells a buyer, not whether a new one
    return Case(said=said, chance=chances[said], right=right)


def from_sales(store: Any, site: Site, rulebook: Rulebook, most: int = MOST) -> dict[str, Any]:
    """The site's reliability by what sales said: ``n``, ``right``, ``silent`` (looked at, but nobody said who it was), ``limit``,
    ``reliability`` (bins as in ``measure.reliability``, the likeliest class), ``ece``, ``by_class`` [class, n, right, was, interval]."""
    layers = present(site, store.history.latest(site.name))
    visitors = store.history.disposed(site.name, most)
    cases = [case_of(store.known(site.name, visitor), owners(site, layers), rulebook, layers.skipped) for visitor in visitors]
    told = [case for case in cases if case]
    chances, right = [case.chance for case in told], [case.right for case in told]
    return {
        "n": len(told), "right": sum(right), "silent": len(cases) - len(told), "limit": most,
        "reliability": measure.reliability(chances, right), "ece": measure.calibration_error(chances, right), "by_class": _by_class(told),
    }  # fmt: skip


def _by_class(cases: list[Case]) -> list[dict[str, Any]]:
    rows = []
    for name in CLASSES:
        right = [case.right for case in cases if case.said == name]
        if right:
            rows.append({"class": name, "n": len(right), "right": sum(right), "was": sum(right) / len(right), "interval": list(measure.interval(sum(right), len(right)))})
    return rows


def from_samples(store: Any, site: Site, rulebook: Rulebook, most: int = MOST) -> dict[str, Any]:
    """The measured miss rate: ``samples`` (``audit.report`` of each, the newest first), ``sentence`` of the newest that somebody looked at
    ("" for none), and ``reliability``: the chance of being a prospect against how many should
    have been told to sales (a customer without a wish is kept out rightly), over the newest ``limit`` answers of all samples."""
    plain = owners(site, present(site, store.history.latest(site.name)))
    samples, answers = [], {}
    for sample in reversed(store.history.samples(site.name)):
        drawn = store.history.drawn(site.name, sample["number"])
        samples.append(audit.report(sample, drawn))
        answers |= {row["id"]: (sample["at"], row["buyer"] == "yes") for row in drawn if row["buyer"] in ("yes", "no") and row["id"] not in answers}
    looked = [(_judged(store.known(site.name, visitor), plain, rulebook, at), buyer) for visitor, (at, buyer) in list(answers.items())[:most]]
    chances = [(told["prospect"], buyer) for told, buyer in looked if told]
    answered = next((told for told in samples if told["answered"]), None)
    return {
        "samples": samples, "sentence": audit.sentence(answered) if answered else "", "limit": most,
        "reliability": measure.reliability([chance for chance, _ in chances], [buyer for _, buyer in chances]),
    }  # fmt: skip
