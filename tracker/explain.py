"""Any verdict, score or drop in plain sentences; the API, the pages and the command line all use it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import combinations
from urllib.parse import unquote

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
MOST_FLIPS, STRONGEST = 3, 6  # every set of up to three of the six strongest signs is tried, then four, five, all six
LONGEST = 60  # characters quoted of a page or word: a message is never told whole
HAND = ("human_hand", "scrolled", "engaged_time", "began_form")
MISSING = {
    "email": "an e-mail address (its domain says company, university or rival)",
    "company": "the company they work for",
    "title": "their role",
    "organisation": "whose network they come from (needs a network file in the settings)",
}


def leading(verdict: Verdict, who: str, most: int = 3) -> list[Contribution]:
    """The signs that weigh most for a class, strongest first; never the caps."""
    rows = [row for row in verdict.contributions[who] if row.points > 0 and not row.signal.startswith("cap_")]
    return sorted(rows, key=lambda row: (-row.points, row.signal))[:most]


def quoted(row: Contribution, silent: str = "") -> str:
    """A sign in words, with the page or word that spoke unless it is ``silent`` (said before); somebody's own words in quotes."""
    told = _legible(row)
    shown = "" if told in ("", "/", silent) else f"“{told}”" if row.group == "words" else told
    inside = ", ".join(filter(None, (shown, f"{row.count} times" if row.count > 1 else "")))
    return f"{row.says} ({inside})" if inside else row.says


def _legible(row: Contribution) -> str:
    """What spoke as people read it: addresses decoded, the lexicon's open endings as such, nothing invisible or turned around, not long."""
    told = unquote(row.sample) if "%" in row.sample else row.sample
    told = "".join(char for char in " ".join(told.split()) if char.isprintable() and char != "\ufffd")
    told = told.replace("*", "…") if row.group == "words" else told
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"


def _did(rows: list[Contribution]) -> str:
    """What a visitor did, as the end of a sentence; what spoke twice is quoted once."""
    told = [quoted(row, _legible(rows[place - 1]) if place else "") for place, row in enumerate(rows)]
    return "this visitor " + (", ".join(told[:-1]) + " and " if told[:-1] else "") + told[-1] if told else ""


def _percent(chance: int) -> str:
    return f"{(chance + 5) // 10} %" if chance < 990 else "over 99 %"


def _closest(verdict: Verdict) -> str:
    """Why the likeliest class is not said of somebody."""
    best = f"Closest is {ARTICLES[verdict.winner]} ({_percent(verdict.probability)})"
    if verdict.doubt == "two_classes":
        return f"{best}, but {ARTICLES[verdict.second]} ({_percent(verdict.probabilities[verdict.second])}) is nearly as likely"
    return f"{best}, but {DOUBTS.get(verdict.doubt, DOUBTS['nothing_known'])}"


def _opening(verdict: Verdict, who: str, standing: Standing | None) -> str:
    """Who this is and how likely."""
    if who == "unknown":
        return "We cannot tell yet who this is" + (f". {_closest(verdict)}" if verdict.winner != "unknown" else "")
    if who != verdict.winner:
        return f"Sales says this is {ARTICLES[who]}; the signs alone would say {ARTICLES[verdict.winner]}"
    if standing and standing.reason == "sales_said":
        return f"Sales says this is {ARTICLES[who]}"
    sure = "Almost certainly" if verdict.probability >= 950 else "Probably" if verdict.probability >= 600 else "Most likely"
    return f"{sure} {ARTICLES[who]} ({_percent(verdict.probability)})"


def sentence(verdict: Verdict, who: str, standing: Standing | None = None) -> str:
    """What a sales person reads in ten seconds: who, how likely, the strongest signs; and what speaks for somebody else."""
    told = f"{_opening(verdict, who, standing)}: {_did(leading(verdict, verdict.winner))}".removesuffix(": ")
    rival = leading(verdict, verdict.tension, 1) if verdict.tension and verdict.tension != who else []
    return f"{told}." + (f" There are also signs of {ARTICLES[verdict.tension]}: {_did(rival)}." if rival else "")


def _without(evidence: Evidence, signals: Iterable[str]) -> Evidence:
    gone = set(signals)
    return Evidence(marks={key: mark for key, mark in evidence.marks.items() if key[0] not in gone})


def _decided(told: dict, settled: str) -> str:
    """What changes a verdict that a person gave: another word of a person, never a sign."""
    on = datetime.fromtimestamp(told["at"] / 1000, UTC).strftime("%Y-%m-%d")
    alone = f"would be {NAMES[settled]}" if settled != told["class"] else "would be the same"
    return f"A person said on {on} that this is {ARTICLES[told['class']]}, and that decides, whatever the signs say. Without that word the answer {alone}. Saying another class changes it."


def counterfactual(known: Known, verdict: Verdict, rulebook: Rulebook, again: Callable[[Evidence], Verdict]) -> dict | None:
    """The smallest set of the strongest signs without which the verdict would differ; of somebody unknown, those of the class in the way.

    Verified by classifying ``again`` without them; None where no such set was found. Where a person has said
    who this is, that decides: ``without`` is empty, and it is said what the signs alone would give.
    """
    settled = "unknown" if verdict.doubt else verdict.winner
    told = next((said for said in reversed(known.dispositions) if said["class"]), None)
    if told:
        return {"without": [], "class": settled, "says": _decided(told, settled)}
    rival = verdict.winner if settled != "unknown" else verdict.second if verdict.winner != "unknown" else ""
    strong = [row.signal for row in leading(verdict, rival, STRONGEST) if row.signal in rulebook.signals] if rival else []
    sets = [gone for size in range(1, MOST_FLIPS + 1) for gone in combinations(strong, size)]
    for gone in [*sets, *(tuple(strong[:size]) for size in range(MOST_FLIPS + 1, len(strong) + 1))]:
        other = again(_without(known.evidence, gone))
        answer = "unknown" if other.doubt else other.winner
        if answer != settled:
            says = [f"“{rulebook.signals[name].says}”" for name in gone]
            listed = ", ".join(says[:-1]) + " and " + says[-1] if says[:-1] else says[-1]
            would = "we could not tell who this is" if answer == "unknown" else f"this would be {ARTICLES[answer]}"
            return {"without": list(gone), "class": answer, "says": f"Without {listed} {would}."}
    return None


def unknowns(known: Known, verdict: Verdict, who: str, standing: Standing) -> list[str]:
    """What is not known and would settle it, the most telling first; nothing where more would hardly change the answer."""
    missing = [says for name, says in MISSING.items() if name not in known.traits]
    seen = {name for name, _ in known.evidence.marks}
    if who == "bot":
        return [] if not seen.isdisjoint(HAND) or verdict.probability >= 950 else ["whether a hand is at work: one that types, scrolls or clicks (the snippet reports it)"]
    if standing.reason == "no_contact":
        return ["a way to reach them: with an address or a number they are a lead", *missing[1:]]
    if standing.reason == "settled_customer":
        return ["whether they want more: prices looked at on another day, or a question, make them a lead"]
    if verdict.doubt == "two_classes":
        pair = f"{ARTICLES[verdict.winner]} or {ARTICLES[verdict.second]}"
        return [f"whether this is {pair}: their own words, or whose address they have, would tell", *missing]
    return missing if who in ("unknown", "prospect") or verdict.probability < 950 else []


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
        "unknown": unknowns(known, verdict, who, standing),
    }
