"""Any verdict, score or drop in plain sentences; the API, the pages and the command line all use it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import msgspec

from tracker.model import CLASSES, Contribution, Evidence, Known, Standing, Verdict
from tracker.rulebook import Rulebook

NAMES = {name: name.replace("_", " ") for name in CLASSES}
ARTICLES = {"prospect": "a prospect", "customer": "a customer", "competitor": "a competitor", "job_seeker": "a job seeker",
            "student": "a student or teacher", "bot": "a program", "other": "a partner, supplier, journalist or the like", "unknown": "unknown"}  # fmt: skip
DOUBTS = {
    "nothing_known": "nothing so far says who this is",
    "below_threshold": "the best explanation is not likely enough",
    "two_classes": "two explanations are nearly as likely",
    "behaviour_only": "behaviour alone makes nobody a competitor",
    "one_kind_of_sign": "a program is convicted only by two kinds of sign or by one that declares itself",
}
MOST_FLIPS = 3


def leading(verdict: Verdict, who: str, most: int = 3) -> list[Contribution]:
    """The signs that weigh most for a class, strongest first; never the caps."""
    rows = [row for row in verdict.contributions[who] if row.points > 0 and not row.signal.startswith("cap_")]
    return sorted(rows, key=lambda row: (-row.points, row.signal))[:most]


def quoted(row: Contribution) -> str:
    """A sign in words, with the page or word that spoke."""
    times = f" ({row.count} times)" if row.count > 1 else ""
    return f"{row.says}{times}: {row.sample!r}" if row.sample else f"{row.says}{times}"


def sentence(verdict: Verdict, who: str, standing: Standing | None = None) -> str:
    """One sentence that a person believes: who, how likely, and the strongest reasons."""
    if who == "unknown":
        start = f"We cannot tell who this is: {DOUBTS.get(verdict.doubt, DOUBTS['nothing_known'])}"
        if verdict.winner != "unknown":
            start += f" (closest: {NAMES[verdict.winner]}, {verdict.probability / 10:.0f} %)"
    elif standing and standing.reason == "sales_said" or who != verdict.winner:
        start = f"Sales says this is {ARTICLES[who]}; the signs alone would say {ARTICLES[verdict.winner]}" if who != verdict.winner else f"Sales says this is {ARTICLES[who]}"
    else:
        start = f"Probably {ARTICLES[who]} ({verdict.probabilities[who] / 10:.0f} %)"
    told = [quoted(row) for row in leading(verdict, who if who != "unknown" else verdict.winner)]
    reasons = f", because: {'; '.join(told)}" if told else ""
    tension = f". But also signs of {ARTICLES[verdict.tension]}" if verdict.tension and verdict.tension != who else ""
    return f"{start}{reasons}{tension}."


def _without(evidence: Evidence, signals: Iterable[str]) -> Evidence:
    gone = set(signals)
    return Evidence(marks={key: mark for key, mark in evidence.marks.items() if key[0] not in gone})


def _decided(told: dict, settled: str) -> str:
    """What changes a verdict that a person gave: another word of a person, never a sign."""
    on = datetime.fromtimestamp(told["at"] / 1000, UTC).strftime("%Y-%m-%d")
    alone = f"would be {NAMES[settled]}" if settled != told["class"] else "would be the same"
    return f"A person said on {on} that this is {ARTICLES[told['class']]}, and that decides, whatever the signs say. Without that word the answer {alone}. Saying another class changes it."


def counterfactual(known: Known, verdict: Verdict, rulebook: Rulebook, again: Callable[[Evidence], Verdict]) -> dict | None:
    """The smallest set of signs (at most three, strongest first) without which the verdict would differ.

    Verified by classifying ``again`` without them; None where no such set was found. Where a person has said
    who this is, that decides: ``without`` is empty, and it is said what the signs alone would give.
    """
    settled = "unknown" if verdict.doubt else verdict.winner
    told = next((said for said in reversed(known.dispositions) if said["class"]), None)
    if told:
        return {"without": [], "class": settled, "says": _decided(told, settled)}
    strong = [row.signal for row in leading(verdict, verdict.winner, most=6) if row.signal in rulebook.signals]
    candidates = [[name] for name in strong] + [strong[:size] for size in range(2, MOST_FLIPS + 1) if len(strong) >= size]
    for gone in candidates:
        other = again(_without(known.evidence, gone))
        answer = "unknown" if other.doubt else other.winner
        if answer != settled:
            says = [rulebook.signals[name].says for name in gone]
            return {"without": gone, "class": answer, "says": f"Without “{'” and “'.join(says)}” the answer would be {NAMES[answer]}."}
    return None


def unknowns(known: Known) -> list[str]:
    """What is not known, and would settle much."""
    missing = {
        "email": "an e-mail address (its domain says company, university or rival)",
        "company": "the company they work for",
        "title": "their role",
        "organisation": "whose network they come from (needs a network file in the settings)",
    }
    return [says for name, says in missing.items() if name not in known.traits]


def explanation(
    known: Known, verdict: Verdict, who: str, standing: Standing, rulebook: Rulebook, now: int, again: Callable[[Evidence], Verdict]
) -> dict:
    """Everything behind a verdict; per class ``prior`` + points of ``contributions`` = ``score``, exactly.

    ``again(evidence)`` classifies other evidence of the same person at the same moment.
    """
    return {
        "sentence": sentence(verdict, who, standing),
        "class": who,
        "list": standing.place,
        "reason": standing.reason,
        "says": standing.says,
        "doubt": DOUBTS.get(verdict.doubt, ""),
        "as_of": now,
        "classes": {
            name: {
                "score": verdict.scores[name],
                "prior": verdict.priors[name],
                "probability": verdict.probabilities[name] / 1000,
                "contributions": [msgspec.to_builtins(row) for row in verdict.contributions[name]],
            }
            for name in CLASSES
        },
        "counterfactual": counterfactual(known, verdict, rulebook, again),
        "unknown": unknowns(known),
    }
