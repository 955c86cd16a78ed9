"""A fit table as plain text within 100 columns: how well it holds, whom it suspects, and the points themselves."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from tracker.fittable import FitTable, Together, Trait
from tracker.plain import WIDTH, against, bar, table

SHOWN = 12  # steps of one trait in the terminal; all of them stand in the model file
NAME = 34
MOVED = 0.10  # population stability index from which a column is said to have moved
WEAKER = 0.05  # AUC lost on the newest quarter from which it is said


def _cut(text: str, width: int = NAME) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _wrapped(text: str, begin: str = "  ") -> Iterator[str]:
    """Words of a text in lines of at most 100 columns."""
    line = begin
    for word in text.split():
        if len(line) + len(word) + 1 > WIDTH and line.strip():
            yield line.rstrip()
            line = begin + "  "
        line += word[: WIDTH - len(begin) - 2] + " "
    yield line.rstrip()


def _summary(table_: FitTable) -> str:
    told = table_.quality
    folds = ", ".join(f"{auc:.3f}" for auc in told["auc_by_fold"])
    lines = [
        f"{table_.rows:,} closed leads, {table_.rate:.1%} with {_cut(table_.outcome)} = {_cut(table_.value)}",
        "",
        f"On rows it had not seen ({told['folds']} folds, seed {told['seed']}):",
        f"  AUC {told['auc']:.3f} (folds: {folds})",
        f"  average precision {told['average_precision']:.3f} (by chance {told['rate']:.3f})   in the best tenth {told['top_tenth']:.1%} (on the whole {told['rate']:.1%})",
        f"  log loss {told['log_loss']:.3f} (the rate alone {told['log_loss_of_rate']:.3f})   Brier {told['brier']:.3f}   calibration error {told['ece']:.3f}",
        f"  {table_.points_per_logit} points raise the odds {math.e:.2f}-fold; a lead with average traits has 0 points: {table_.probability(0):.1%}",
        *[line for note in table_.notes for line in _wrapped(note)],
    ]
    return "\n".join(lines)


def _doubts(table_: FitTable) -> str:
    rows = [(f"{row.column} {row.says}" + (" (left out)" if row.left_out else " (kept)")) for row in table_.suspects]
    return "\n".join(["SUSPECTED of knowing the outcome", *[line for row in rows for line in _wrapped(row)]]) if rows else ""


def _left_out(table_: FitTable) -> str:
    rows = [f"{row.column} {row.says}" for row in table_.left_out]
    return "\n".join(["Left out", *[line for row in rows for line in _wrapped(row)]]) if rows else ""


def _trait(trait: Trait, widest: int) -> list[list[object]]:
    steps = [step for step in trait.steps if step.rows]
    places = sorted(sorted(range(len(steps)), key=lambda place: (-abs(steps[place].points), -steps[place].rows))[:SHOWN])
    rows: list[list[object]] = []
    for number, place in enumerate(places):
        step = steps[place]
        picture = f"{bar(-step.points / widest, 10).strip():>10}│{bar(step.points / widest, 10)}"
        rows.append([_cut(trait.scale.name, 26) if not number else "", _cut(step.says, 28), f"{step.points:+d}", step.rows, f"{step.rate:.1%}", picture])
    if len(steps) > len(places):
        rows.append(["", f"… {len(steps) - len(places)} more in the model file", "", "", "", ""])
    return rows


def _points(table_: FitTable) -> str:
    widest = max(1, *[abs(step.points) for trait in table_.traits for step in trait.steps])
    ranked = sorted(table_.traits, key=lambda trait: -sum(abs(step.points) * step.rows for step in trait.steps))
    silent = [trait.scale.name for trait in ranked if not any(step.points for step in trait.steps)]
    rows = [row for trait in ranked if trait.scale.name not in silent for row in _trait(trait, widest)]
    told = "Points (each against the average lead; rate: share with the outcome)\n" + table(["column", "step", "points", "rows", "rate", ""], rows, left=2)
    return told + ("\n" + "\n".join(_wrapped(f"Worth no point: {', '.join(silent)}.", "")) if silent else "")


def _coarse(trait: Trait, groups: tuple[int, ...]) -> list[str]:
    """A name for each coarse step: from its first step to its last."""
    found = []
    for group in range(max(groups) + 1):
        names = [step.says for step, own in zip(trait.steps, groups) if own == group and step.rows]
        if not trait.scale.ordered:
            found.append("rest" if len(names) > 1 else "".join(names))
        else:
            found.append(names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}" if names else "-")
    return [_cut(name, 20) for name in found]


def _pair(table_: FitTable, pair: Together) -> str:
    first, second = table_.traits[pair.first], table_.traits[pair.second]
    heads, sides = _coarse(second, pair.groups[1]), _coarse(first, pair.groups[0])
    used = [place for place in range(len(heads)) if any(row[place] for row in pair.rows)]
    rows = [
        [side, *[f"{points[place]:+d}" if counts[place] else "·" for place in used]]
        for side, points, counts in zip(sides, pair.points, pair.rows)
        if any(counts)
    ]
    return f"Together, on top: {first.scale.name} (rows) and {second.scale.name}\n" + table(["", *[_cut(heads[place], 11) for place in used]], rows)


def _reliability(table_: FitTable) -> str:
    rows = [[f"{row['from']:.1f}-{row['to']:.1f}", row["n"], row["said"], row["was"], against(row["said"], row["was"])] for row in table_.quality["reliability"]]
    return "Of those said to be so likely, so many were (bar: was, │: said)\n" + table(["said", "n", "mean said", "was", ""], rows)


def _drift(table_: FitTable) -> str:
    if not table_.drift:
        return "Over time: no column holds days, so nothing can be said about drift."
    told = table_.drift
    rows = [[row["from"], row["to"], row["n"], f"{row['rate']:.1%}", row["auc"], bar(row["auc"], 20)] for row in told["periods"]]
    lines = [f"Over time, by {told['column']}", table(["from", "to", "n", "rate", "AUC", ""], rows, left=2)]
    lines += _wrapped(f"A table of the first three quarters reaches AUC {told['forward_auc']:.3f} on the last one.", "")
    if told["forward_auc"] < table_.quality["auc"] - WEAKER:
        lines += _wrapped("That is clearly less than on leads of the same time: what counted has changed; learn again soon.", "")
    moved = [f"{row['column']} {row['psi']:.2f}" for row in told["moved"] if row["psi"] >= MOVED]
    lines += _wrapped("Moved in the last quarter (stability index, above 0.25 another population): " + "; ".join(moved) if moved else "No column moved in the last quarter.", "")
    rates = [row["rate"] for row in told["periods"]]
    if any(max(a, b) > 2 * max(min(a, b), 1e-9) for a, b in pairwise(rates)):
        lines += _wrapped("The rate itself moved more than twofold: probabilities hold for the mixture of all periods, the ranking is safer.", "")
    return "\n".join(lines)


def printed(table_: FitTable) -> str:
    """The whole table as text: quality, suspects, points, pairs, reliability, drift."""
    pairs = [_pair(table_, pair) for pair in table_.together]
    parts = [_summary(table_), _doubts(table_), _left_out(table_), _points(table_), *pairs, _reliability(table_), _drift(table_)]
    return "\n\n".join(part for part in parts if part) + "\n"
