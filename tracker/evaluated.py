"""The report of ``winnow evaluate`` as plain text: tables and bars within 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from tracker.plain import against, bar, table

Report = dict[str, Any]
SHORT = {"prospect": "pros", "customer": "cust", "competitor": "comp", "job_seeker": "job", "student": "stud", "bot": "bot", "other": "othr", "unknown": "unkn"}
NAMES = {"held_out": "held out while tuning", "tuned_on": "looked at while tuning"}


def _summary(report: Report) -> str:
    reached, leak = report["outreach"], report["leaking"]
    (low, high), (least, most) = reached["precision_interval"], reached["recall_interval"]
    lines = [
        f"{report['n']} visitors, rulebook {report['rulebook']}",
        "",
        f"accuracy {report['accuracy']:.3f}   macro-F1 {report['macro_f1']:.3f}   Brier {report['brier']:.3f}   "
        f"log loss {report['log_loss']:.3f}   calibration error {report['ece']:.3f}",
        f"lead list: {reached['listed']} listed, {reached['right']} of {reached['wanted']} wanted found, F1 {reached['f1']:.3f}",
        f"  outreach precision {reached['precision']:.3f} (95 %: {low:.3f} to {high:.3f})   recall {reached['recall']:.3f} ({least:.3f} to {most:.3f})",
        f"  non-customers leaking into it: {leak['count']} = {leak['share']:.1%} of the list, {leak['share_of_them']:.1%} of all non-customers"
        + (f" ({', '.join(f'{name} {count}' for name, count in leak['labels'].items())})" if leak["labels"] else ""),
    ]
    return "\n".join(lines)


def _span(interval: list[float]) -> str:
    low, high = interval
    return f"{low:.2f}-{high:.2f}"


def _confusion(report: Report) -> str:
    labels = report["labels"]
    rows = [[truth, *[report["confusion"][truth][said] or "·" for said in labels]] for truth in labels]
    return "Who it was (rows) and what was said (columns)\n" + table(["", *[SHORT.get(name, name[:4]) for name in labels]], rows)


def _classes(report: Report) -> str:
    keys = ("precision", "recall", "f1", "support", "said", "ece")
    rows = [[name, *[row[key] for key in keys], bar(row["f1"])] for name, row in report["classes"].items()]
    return "By class\n" + table(["class", *keys, "F1"], rows)


def _reliability(report: Report) -> str:
    rows = [[f"{row['from']:.1f}-{row['to']:.1f}", row["n"], row["said"], row["was"], _span(row["interval"]), against(row["said"], row["was"])] for row in report["reliability"]]
    return "Of those said to be so likely, so many were (bar: was, │: said)\n" + table(["said", "n", "mean said", "was", "95 %", ""], rows)


def _unseen(report: Report) -> str:
    if not report["unseen"]:
        return ""
    heads = ["", "accuracy", "macro-F1", "outr. prec.", "recall", "leaking", "Brier", "log loss", "ECE"]
    rows = [_row("as shipped", report), *[_row(told["says"], told) for told in report["unseen"].values()]]
    lines = [table(heads, rows), "Fitted on labelled data, so measured where it was not fitted:"]
    lines += [f"  {row['what']} ({row['numbers']}): {row['how']}" for row in report["fitted"]]
    lines += ["Not fitted:", *[f"  {row['what']}: {row['how']}" for row in report["given"]]]
    return "As shipped, and where the fitted numbers were not fitted\n" + "\n".join(line for told in lines for line in _wrapped(told))


def _row(name: str, told: Report) -> list[Any]:
    reached = told["outreach"]
    return [name, told["accuracy"], told["macro_f1"], reached["precision"], reached["recall"], told["leaking"]["share"], told["brier"], told["log_loss"], told["ece"]]


def _wrapped(text: str) -> list[str]:
    return [text] if "\n" in text else textwrap.wrap(text, 98, subsequent_indent="    ")


def _coverage(report: Report) -> str:
    rows = [[f"{float(level):.0%}", share, bar(share)] for level, share in report["coverage"].items()]
    return "Share of visitors that can be answered at an accuracy of\n" + table(["accuracy", "share", ""], rows)


def _part(key: str, says: str) -> Callable[[Report], str]:
    def shown(report: Report) -> str:
        apart = report["unseen"].get("personas") or report["unseen"].get("sites") or report
        rows = [
            [name, row["n"], row["accuracy"], _span(row["accuracy_interval"]), row["macro_f1"], apart[key][name]["macro_f1"], bar(row["macro_f1"], 16)]
            for name, row in report[key].items()
        ]
        legend = f"{says} (macro-F1 over the labels present; unseen: with {apart.get('says', 'nothing unseen')} by what was fitted)"
        return f"{legend}\n" + table([says.split()[-1], "n", "accuracy", "95 %", "macro-F1", "unseen", ""], rows)

    return shown


def _apart(report: Report) -> str:
    heads = ["personas", "n", "accuracy", "macro-F1", "outr. prec.", "recall", "leaking", "Brier", "ECE"]
    rows = [
        [NAMES[name], row["n"], row["accuracy"], row["macro_f1"], row["outreach"]["precision"], row["outreach"]["recall"], row["leaking"]["share"], row["brier"], row["ece"]]
        for name, row in report["parts"].items()
    ]
    return "Kept apart: personas whose crc32 % 3 is 0\n" + table(heads, rows) if rows else ""


def _rivals(report: Report) -> str:
    if not report["rivals"]:
        return ""
    keys = ("accuracy", "macro_f1", "outreach_precision", "outreach_recall", "leaking", "brier")
    rows = [[row["name"], *[row[key] if row[key] is not None else "-" for key in keys]] for row in report["rivals"]]
    legend = "\n".join(f"  {row['name']}: {row['says']}" for row in report["rivals"][1:])
    return "Rivals in the same run\n" + table(["", "accuracy", "macro-F1", "outr. prec.", "recall", "leaking", "Brier"], rows) + "\n" + legend


SECTIONS = (
    _summary, _rivals, _apart, _confusion, _classes, _reliability, _unseen, _coverage,
    _part("by_difficulty", "By difficulty"), _part("by_language", "By language"), _part("by_site", "By site"),
)  # fmt: skip


def mistakes(report: Report) -> Iterator[str]:
    """One line and the author's reason for each wrong answer; those kept apart from tuning are only counted."""
    shown = [row for row in report["mistakes"] if not row["held_out"]]
    for row in shown:
        place = "" if row["listed"] == row["outreach"] else " listed wrongly" if row["listed"] else " missing from the leads"
        yield f"{row['id']}  {row['site']}, {row['difficulty']}: {row['label']} was called {row['said']} ({row['probability']:.0%}){place}\n    {row['why']}"
    if len(shown) < len(report["mistakes"]):
        yield f"{len(report['mistakes']) - len(shown)} more among those held out, not shown so that nobody tunes on them"


def printed(report: Report, all_mistakes: bool = False) -> str:
    """The report as text; with ``all_mistakes`` each wrong answer is told as well."""
    parts = [section(report) for section in SECTIONS]
    if all_mistakes:
        parts.append("Wrong answers\n" + "\n".join(mistakes(report)))
    elif report["mistakes"]:
        parts.append(f"{len(report['mistakes'])} visitors were called or placed wrongly; --mistakes lists them.")
    return "\n\n".join(part for part in parts if part) + "\n"


def shipped(report: Report, on: str, strangers: Report | None = None) -> Report:
    """What ships with the rulebook, for the page that says how far to trust it: from folds in which nothing fitted had seen the journey's persona
    (or site), where there are such; ``on``: the day of the measurement; ``strangers``: a report on a corpus that nobody who tuned has opened, told as it came out."""
    apart = report["unseen"].get("personas") or report["unseen"].get("sites") or report
    headline = ("n", "accuracy", "macro_f1", "outreach", "leaking", "brier", "log_loss", "ece")
    apart_from_all = {"sites": len(strangers["by_site"]), "languages": len(strangers["by_language"]), **{name: strangers[name] for name in headline}} if strangers else None
    return {
        "strangers": apart_from_all, "rulebook": report["rulebook"], "on": on, "unseen": apart.get("says", ""), "sites": len(report["by_site"]), "languages": len(report["by_language"]),
        **{name: apart[name] for name in headline}, "reliability": apart["reliability"], "classes": apart["classes"],
        "as_shipped": {name: report[name] for name in headline}, "parts": report["parts"], "fitted": report["fitted"], "given": report["given"],
    }  # fmt: skip
