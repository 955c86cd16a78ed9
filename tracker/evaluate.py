"""A labelled corpus through the real pipeline: every figure that says how far the verdicts can be trusted."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tracker import corpus, measure, recalibrate, rivals, rulebook
from tracker.corpus import Answer
from tracker.model import CLASSES, World

Report = dict[str, Any]
DIFFICULTIES = ("easy", "medium", "hard", "adversarial")
KEPT_APART = 3  # personas with crc32 % 3 == 0 were not looked at while votes were tuned


def personas(folder: Path) -> dict[str, str]:
    """Which persona each journey was made from, where ``personas.csv`` lies beside the corpus; else nothing."""
    file = folder / "personas.csv"
    if not file.exists():
        return {}
    with file.open(newline="") as lines:
        return {row["id"]: row["persona"] for row in csv.DictReader(lines)}


def held_out(persona: str) -> bool:
    """Whether a persona belongs to the third that was kept apart from tuning."""
    return zlib.crc32(persona.encode()) % KEPT_APART == 0


def _sure(answer: Answer) -> tuple[str, float]:
    """The likeliest class and its probability: what the figures on probabilities are about, before any threshold."""
    return max(answer.probabilities.items(), key=lambda item: (item[1], item[0]))


def headline(answers: Sequence[Answer]) -> Report:
    """The figures that sum everything up, over any part of the answers."""
    pairs = [(answer.journey.label, answer.said) for answer in answers]
    truths = [truth for truth, _ in pairs]
    sure = [_sure(answer) for answer in answers]
    chances = [answer.probabilities for answer in answers]
    listed = [answer.lead for answer in answers]
    return {
        "n": len(answers),
        "accuracy": measure.accuracy(pairs),
        "macro_f1": measure.macro_f1(pairs),
        "outreach": measure.outreach(listed, [answer.journey.outreach for answer in answers]),
        "leaking": measure.leaking(listed, truths),
        "brier": measure.brier(chances, truths),
        "log_loss": measure.log_loss(chances, truths),
        "ece": measure.calibration_error([p for _, p in sure], [name == truth for (name, _), truth in zip(sure, truths)]),
    }


def _classes(answers: Sequence[Answer]) -> dict[str, dict[str, Any]]:
    rows = measure.by_class([(answer.journey.label, answer.said) for answer in answers], CLASSES)
    for name, row in rows.items():
        row["ece"] = measure.calibration_error([answer.probabilities[name] for answer in answers], [answer.journey.label == name for answer in answers])
    return rows


def _parts(answers: Sequence[Answer], key: Callable[[Answer], str]) -> dict[str, dict[str, Any]]:
    """n, right, accuracy with its 95 % interval, and macro-F1 over the labels present, for each value of ``key``; the easiest, else the largest part first."""
    parts: dict[str, list[measure.Pair]] = {}
    for answer in answers:
        parts.setdefault(key(answer), []).append((answer.journey.label, answer.said))
    order = sorted(parts.items(), key=lambda item: (DIFFICULTIES.index(item[0]) if item[0] in DIFFICULTIES else 9, -len(item[1]), item[0]))
    return {name: _part(pairs) for name, pairs in order}


def _part(pairs: Sequence[measure.Pair]) -> dict[str, Any]:
    right = sum(truth == said for truth, said in pairs)
    return {"n": len(pairs), "right": right, "accuracy": measure.accuracy(pairs), "accuracy_interval": list(measure.interval(right, len(pairs))), "macro_f1": measure.macro_f1(pairs)}


def compared(rival: rivals.Rival, answers: Sequence[Answer]) -> Report:
    """A rival's figures, so far as it has them: without probabilities there is no Brier score."""
    truths = [answer.journey.label for answer in answers]
    pairs = list(zip(truths, rival.said))
    reached = measure.outreach(rival.listed, [answer.journey.outreach for answer in answers])
    return {
        "name": rival.name,
        "says": rival.says,
        "accuracy": measure.accuracy(pairs),
        "macro_f1": measure.macro_f1(pairs),
        "outreach_precision": reached["precision"],
        "outreach_recall": reached["recall"],
        "outreach_f1": reached["f1"],
        "leaking": measure.leaking(rival.listed, truths)["share"],
        "brier": measure.brier(rival.chances, truths) if rival.chances else None,
    }


def _rivals(answers: Sequence[Answer], made_from: dict[str, str], tell: Callable[[str], Any]) -> list[Report]:
    journeys = [answer.journey for answer in answers]
    own = rivals.Rival(
        name="winnow", says="this rulebook", said=[answer.said for answer in answers],
        listed=[answer.lead for answer in answers], chances=[answer.probabilities for answer in answers],
    )  # fmt: skip
    found = [own, rivals.majority(journeys), rivals.points_rule(journeys)]
    groups = {"sites": [journey.site for journey in journeys]}
    if made_from:
        groups = {"personas": [made_from.get(journey.id, journey.id) for journey in journeys], **groups}
    for unseen, names in groups.items():
        if len(set(names)) > 1:
            tell(f"learning the rival on tokens, {unseen} unseen")
            found.append(rivals.token_model(journeys, names, unseen))
    return [compared(rival, answers) for rival in found]


def _mistakes(answers: Iterable[Answer], made_from: dict[str, str]) -> list[Report]:
    """Every wrong class and every wrong place in or out of the lead list, with what the journey's author wrote.

    Those of personas kept apart are only counted by whoever prints them: once read, they would be tuned on.
    """
    return [
        {
            "id": answer.journey.id, "site": answer.journey.site, "label": answer.journey.label, "said": answer.said, "probability": _sure(answer)[1],
            "outreach": answer.journey.outreach, "listed": answer.lead, "difficulty": answer.journey.difficulty, "why": answer.journey.why,
            "held_out": answer.journey.id in made_from and held_out(made_from[answer.journey.id]),
        }
        for answer in answers
        if answer.said != answer.journey.label or answer.lead != answer.journey.outreach
    ]  # fmt: skip


def tables(answers: Sequence[Answer]) -> Report:
    """The headline, and all that is told by class, by probability, by difficulty, language and site."""
    sure = [_sure(answer) for answer in answers]
    right = [name == answer.journey.label for (name, _), answer in zip(sure, answers)]
    return {
        **headline(answers),
        "classes": _classes(answers),
        "confusion": measure.confusion([(answer.journey.label, answer.said) for answer in answers], CLASSES),
        "reliability": measure.reliability([p for _, p in sure], right),
        "coverage": measure.coverage([p for _, p in sure], right),
        "by_difficulty": _parts(answers, lambda answer: answer.journey.difficulty),
        "by_language": _parts(answers, lambda answer: answer.journey.language),
        "by_site": _parts(answers, lambda answer: answer.journey.site),
    }


def _refit(one: recalibrate.Refit) -> Report:
    settings = [{**msgspec.to_builtins(setting), "slips": dict(setting.slips), "groups": count} for setting, count in sorted(one.settings.items(), key=lambda item: -item[1])]
    return {"says": one.says, "settings": settings, **tables(one.answers)}


def report_on(
    answers: Sequence[Answer], made_from: dict[str, str], version: str, compare: bool = True,
    tell: Callable[[str], Any] = lambda says: None, refits: Sequence[recalibrate.Refit] = (),
) -> Report:  # fmt: skip
    """All figures over answers that are already there; ``evaluate`` documents the keys."""
    report = {
        "rulebook": version,
        "labels": list(CLASSES),
        **tables(answers),
        "fitted": list(recalibrate.FITTED),
        "given": list(recalibrate.GIVEN),
        "unseen": {one.name: _refit(one) for one in refits},
        "parts": {},
        "rivals": _rivals(answers, made_from, tell) if compare else [],
        "mistakes": _mistakes(answers, made_from),
    }
    if made_from:
        apart = [answer for answer in answers if held_out(made_from.get(answer.journey.id, ""))]
        seen = [answer for answer in answers if not held_out(made_from.get(answer.journey.id, ""))]
        report["parts"] = {"held_out": headline(apart), "tuned_on": headline(seen)}
    return rounded(report)


def rounded(value: Any) -> Any:
    """The same structure with every fraction to four digits: more would claim a precision that 600 cases do not give."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list) else value


def evaluate(folder: Path, tell: Callable[[str, int, int], Any] = lambda says, done, whole: None, compare: bool = True, world: World | None = None) -> Report:
    """The figures of today's rulebook on a corpus (format 1), replayed in a store of its own.

    Keys of the report: ``rulebook`` (version), ``labels``, ``n``, ``accuracy``, ``macro_f1``;
    ``outreach`` (precision, recall, f1, right, listed, wanted, 95 % intervals), ``leaking`` (count, share of the
    list, share_of_them, labels); ``brier``, ``log_loss``, ``ece`` (likeliest class, ten bins);
    ``classes`` {label: precision, recall, f1, support, said, ece, intervals}; ``confusion`` {truth: {said: n}};
    ``reliability`` [from, to, n, said, right, was, interval]; ``coverage`` {accuracy: share of visitors};
    ``by_difficulty``, ``by_language``, ``by_site`` {name: n, right, accuracy, accuracy_interval, macro_f1 over the labels present};
    ``fitted`` and ``given``: which numbers of the rulebook come from labelled data, and which from experts;
    ``unseen`` {uncalibrated, sites, personas}: all of the figures above once more, every journey judged by numbers that were fitted
    without its site or persona, with ``settings`` [temperature, unknown, slips, groups]; ``uncalibrated``: without any fitted number;
    ``parts`` {held_out, tuned_on: as the headline} where personas.csv tells the persona of each journey;
    ``rivals`` [name, says, accuracy, macro_f1, outreach_*, leaking, brier or null], Winnow itself first;
    ``mistakes`` [id, site, label, said, probability, outreach, listed, difficulty, why, held_out].

    ``tell(says, done, whole)`` hears of the progress; ``world`` replaces the networks.csv beside the corpus. Raises ValueError where the folder holds no corpus.
    """
    sites, journeys = corpus.read(folder)
    rules, whole, done = rulebook.load(), sum(len(journey.requests) for journey in journeys), 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        tell("replaying", done, whole)

    store = corpus.replay(journeys, sites, rules, world or corpus.world_of(folder), step)
    tell("judging", whole, whole)
    answers = corpus.answers(journeys, store)
    made_from = personas(folder)
    tell("fitting anew", whole, whole)
    refits = recalibrate.refitted(answers, made_from, store, rules, corpus.end(journeys))
    return report_on(answers, made_from, rules.version, compare, lambda says: tell(says, whole, whole), refits)
