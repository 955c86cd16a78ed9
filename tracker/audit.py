"""The measured miss rate: a blind random sample of the excluded, looked at by a person who does not see our verdict.

The sample is simple random, drawn from everybody who stands on the list of the excluded at one moment, by a seed that is kept.
What the worksheet shows is what the visitor did and said; class, probability and reason stay in the store until the report.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tracker.destinations import csv as spreadsheet
from tracker.intervals import marked_in
from tracker.leadfile import rows_of
from tracker.model import Event, Judged, Known
from tracker.rows import iso
from tracker.wire import Ask

COLUMNS = ("site", "audit", "id", "first_seen", "last_seen", "says_of_themselves", "timeline", "buyer", "note")
TOLD = ("title", "company", "organisation", "industry", "employees", "country", "city", "first_source", "first_campaign", "device")
WORDS = {"yes": "yes", "y": "yes", "1": "yes", "true": "yes", "no": "no", "n": "no", "0": "no", "false": "no", "unclear": "unclear", "?": "unclear"}
MOST_STEPS, LONGEST = 40, 200
EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
PHONE = re.compile(r"\+?\d[\d ()/.-]{6,}\d")
PRIVATE = ("mail", "phone", "tel", "name", "password", "card", "iban")


def excluded(store: Any, site: str) -> Iterator[Judged]:
    """Everybody on the list of the excluded."""
    ask: Ask | None = Ask(site=site, place="excluded", limit=1000)
    while ask:
        page = store.slice(ask)
        yield from page.rows
        ask = Ask(site=site, place="excluded", limit=1000, after=page.next) if page.next else None


def draw(rows: Iterable[Judged], size: int, seed: int) -> list[Judged]:
    """``size`` of the rows, each set of so many equally likely; the same rows and seed give the same sample."""
    every = sorted({row.visitor: row for row in rows}.values(), key=lambda row: row.visitor)
    return random.Random(seed).sample(every, min(size, len(every)))


def _masked(text: str) -> str:
    """Text without addresses and numbers of a person; the domain of an address stays, it tells who they are."""
    return PHONE.sub("(number)", EMAIL.sub(r"…@\1", " ".join(text.split())))[:LONGEST]


def _said(event: Event) -> str:
    """What somebody wrote or chose, of the properties that are no contact data; short."""
    page = event.page
    known = {page.url, page.path, page.title, page.referrer, page.search}
    told = ((name, value) for name, value in event.properties.items() if isinstance(value, (str, int, float)) and str(value) and value not in known)
    shown = [f"{name}: {_masked(str(value))}" for name, value in told if not any(word in name.lower() for word in PRIVATE)]
    return "; ".join(shown[:6])


def step(event: Event) -> str:
    """One line of a timeline as a reviewer reads it."""
    what = event.name if event.kind == "track" else event.kind
    parts = [what, event.page.title, event.page.path or event.page.url]
    if event.page.referrer:
        parts.append(f"from {event.page.referrer}")
    said = _said(event)
    when = iso(event.at)[:16].replace("T", " ")
    return f"{when} {_masked(' '.join(part for part in parts if part))}" + (f" ({said})" if said else "")


def sheet_row(site: str, number: int, known: Known, events: Sequence[Event]) -> dict[str, Any]:
    """A visitor as the reviewer sees them, with the two empty cells to fill. ``events`` are the latest, newest first."""
    told = {name: known.traits[name].value for name in TOLD if name in known.traits and known.traits[name].value}
    email = known.traits.get("email")
    if email:
        told["address at"] = email.value.rpartition("@")[2]
    lines = [step(event) for event in reversed(events)]
    if known.events > len(events):
        lines.insert(0, f"({known.events - len(events)} earlier events are left out)")
    says = "; ".join(f"{name.removeprefix('first_')}: {_masked(value)}" for name, value in told.items())
    return {
        "site": site, "audit": number, "id": known.visitor, "first_seen": iso(known.first_seen), "last_seen": iso(known.last_seen),
        "says_of_themselves": says, "timeline": "\n".join(lines), "buyer": "", "note": "",
    }  # fmt: skip


def sheet(store: Any, site: str, number: int, visitors: Iterable[str], tell: Callable[[int], Any] = lambda done: None) -> list[dict[str, Any]]:
    """The worksheet of a sample. Somebody erased since is left out, and stays unanswered."""
    rows = []
    for visitor in visitors:
        known = store.known(site, visitor)
        if known:
            rows.append(sheet_row(site, number, known, store.events(site, visitor, MOST_STEPS)))
        tell(1)
    return rows


def write(file: Path, rows: list[dict[str, Any]]) -> None:
    """Write a worksheet as JSON or CSV, by the file's name. Raises ValueError rather than overwrite one that may be half filled in."""
    as_json = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    try:
        with file.open("xb") as out:
            out.write(as_json if file.suffix == ".json" else spreadsheet.write(rows, COLUMNS))
    except FileExistsError:
        raise ValueError(f"{file} exists, and may be half filled in. Name another with --out.") from None
    except OSError as error:
        raise ValueError(f"{file} cannot be written: {error.strerror}. Name a file in an existing folder with --out.") from None


def _rows(file: Path) -> Iterator[dict[str, str]]:
    if file.suffix != ".json":
        lines = rows_of(file)
        names = next(lines)
        yield from (dict(zip(names, line)) for line in lines)
        return
    try:
        told = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{file} cannot be read as JSON ({error}). Give the worksheet that `winnow audit` wrote.") from None
    if not isinstance(told, list) or not all(isinstance(row, dict) for row in told):
        raise ValueError(f"{file} is no list of objects. Give the worksheet that `winnow audit` wrote.")
    yield from ({name: str("" if value is None else value) for name, value in row.items()} for row in told)


def read(file: Path) -> tuple[str, int, list[tuple[str, str, str]]]:
    """Site, number of the sample, and (visitor, yes | no | unclear, note) of each row that is filled in. Raises ValueError, naming the row."""
    answers: dict[str, tuple[str, str]] = {}
    named: set[tuple[str, str]] = set()
    for number, row in enumerate(_rows(file), 1):
        missing = [name for name in ("site", "audit", "id", "buyer") if name not in row]
        if missing:
            raise ValueError(f"{file} has no column {missing[0]!r}. Give the worksheet that `winnow audit` wrote, with `buyer` filled in.")
        named.add((row["site"].strip(), row["audit"].strip()))
        said = row["buyer"].strip().casefold()
        if said and said not in WORDS:
            raise ValueError(f"{file}, row {number} ({row['id'].strip()}): buyer is {row['buyer'].strip()[:40]!r}. Write yes, no or unclear, or leave it empty.")
        if said:
            answers[row["id"].strip()] = (WORDS[said], row.get("note", "").strip()[:1000])
    if len(named) != 1 or not (one := next(iter(named)))[1].isdigit():
        raise ValueError(f"{file} tells of {len(named)} samples. Give the worksheet of one, with its columns `site` and `audit` as they were.")
    return one[0], int(one[1]), [(visitor, *told) for visitor, told in sorted(answers.items())]


def unknown_rows(file: str, answers: Iterable[tuple[str, str, str]], drawn: Iterable[dict[str, Any]]) -> None:
    """Raises ValueError where an answer is about somebody whom the sample does not hold."""
    inside = {row["id"] for row in drawn}
    strangers = [visitor for visitor, _, _ in answers if visitor not in inside]
    if strangers:
        raise ValueError(f"{file}: {strangers[0][:50]!r} is not in this sample ({len(strangers)} such rows). Nothing was recorded; leave `id` as it was drawn.")


def report(sample: dict[str, Any], drawn: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a sample says: ``share`` of buyers among the answered, its exact 95 % ``interval`` in the finite population,
    ``margin`` (the larger distance between both), ``buyers`` [least, likely, most] of all excluded; ``at_most`` if every
    unclear one were a buyer; ``by_class`` and ``by_reason`` {name: [buyers, answered]}, as they stood when it was drawn."""
    said = Counter(row["buyer"] for row in drawn)
    hits, answered, population = said["yes"], said["yes"] + said["no"], sample["population"]
    told = {**sample, "size": len(drawn), "answered": answered, "yes": hits, "unclear": said["unclear"], "open": said[None],
            "by_class": _parts(drawn, "class"), "by_reason": _parts(drawn, "reason"), "last_answer": max((row["at"] for row in drawn if row["at"]), default=0)}  # fmt: skip
    if not answered:
        return {**told, "share": None, "interval": [0.0, 1.0], "margin": 1.0, "buyers": None, "at_most": 1.0}
    low, high = marked_in(hits, answered, population)
    share = hits / answered
    _, worst = marked_in(hits + said["unclear"], answered + said["unclear"], population)
    return {
        **told, "share": share, "interval": [low / population, high / population], "margin": max(share - low / population, high / population - share),
        "buyers": [low, round(share * population), high], "at_most": worst / population,
    }  # fmt: skip


def _parts(drawn: Iterable[dict[str, Any]], key: str) -> dict[str, list[int]]:
    parts: dict[str, list[int]] = {}
    for row in drawn:
        if row["buyer"] in ("yes", "no"):
            told = parts.setdefault(row[key], [0, 0])
            told[0] += row["buyer"] == "yes"
            told[1] += 1
    return dict(sorted(parts.items(), key=lambda item: (-item[1][0], -item[1][1], item[0])))


def sentence(told: dict[str, Any]) -> str:
    """The report in one sentence."""
    if told["share"] is None:
        return f"Nobody of the sample of {told['size']} has been looked at yet."
    low, high = told["interval"]
    return (
        f"{told['share']:.1%} ± {told['margin']:.1%} of the excluded were buyers"
        f" ({told['yes']} of {told['answered']} looked at; 95 % interval {low:.1%} to {high:.1%}, exact)."
    )
