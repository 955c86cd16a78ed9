"""A draft of rules: a TOML file with what a site wants instead of the rulebook, checked before anything believes it.

    [votes.careers_page]          # a signal or pattern
    job_seeker = 2500             # class = millinats; 1000 = a factor of e

    [thresholds]                  # class = permille from which it is believed
    prospect = 650

    [dispositions]                # class = lead, review or excluded
    student = "lead"

    [sections]                    # page kind = regular expressions on the path
    pricing = ["^/tarife"]

A table that the file holds replaces the site's own of that name; one that it does not hold stays as it is.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tracker.model import CLASSES, PLACES, Row
from tracker.reading.pages import compiled
from tracker.rulebook import OVERRIDES, BrokenRule, Rulebook
from tracker.words import INTENTS

MOST_BYTES = 1_000_000
MOST_FAULTS = 20  # told at once; nobody mends more in one go
MOST_POINTS = 10_000  # millinats; the strongest group cap is 7000, so no vote beyond this says more
PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(\.)?""")

Keys = tuple[str, ...]


class Fault(Row):
    """One thing wrong (or, as a warning, useless) in a draft: line (1 is the first), key, what is wrong, what to do."""

    line: int
    key: str
    says: str
    remedy: str

    def told(self, file: str) -> str:
        """The fault in one line, as compilers write them."""
        return f"{file}, line {self.line}: {self.key + ': ' if self.key else ''}{self.says} {self.remedy}"


class Draft(Row):
    """A draft that can be used: the tables it holds, and warnings about what will have no effect."""

    tables: dict[str, Any]
    warnings: tuple[str, ...] = ()


def _dotted(text: str) -> Keys:
    """The parts of a dotted TOML key at the beginning of a text; () where it begins otherwise."""
    parts, at = [], 0
    while found := PART.match(text, at):
        parts.append(next(part for part in found.groups()[:3] if part is not None))
        at = found.end()
        if not found[4]:
            break
    return tuple(parts)


def _lines(text: str) -> dict[Keys, int]:
    """On which line each key of a TOML text stands first; keys within inline tables are not told apart."""
    found: dict[Keys, int] = {}
    inside: Keys = ()
    for number, line in enumerate(text.splitlines(), 1):
        shown = line.strip()
        if shown.startswith("["):
            inside = _dotted(shown.lstrip("["))
            path = inside
        else:
            path = (*inside, *key) if "=" in shown and (key := _dotted(shown)) else ()
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], number)
    return found


class _Places:
    """Where the keys and texts of a draft stand."""

    def __init__(self, text: str) -> None:
        self.text, self.known = text.splitlines(), _lines(text)

    def line(self, *path: str, holding: str = "") -> int:
        """The line of a key, else of the nearest table around it; from there on, that of a text within its value."""
        number = next((self.known[path[:length]] for length in range(len(path), 0, -1) if path[:length] in self.known), 1)
        if not holding:
            return number
        wanted = {f'"{holding}"', f"'{holding}'", '"' + holding.replace("\\", "\\\\") + '"'}
        rest = range(number, len(self.text) + 1)
        return next((place for place in rest if any(part in self.text[place - 1] for part in wanted)), number)


def nearest(name: str, known: Iterable[str], where: str) -> str:
    """What somebody who wrote ``name`` may have meant, as a remedy; else where the names are listed."""
    close = difflib.get_close_matches(str(name), list(known), 1, 0.6)
    return f"Did you mean {close[0]!r}?" if close else where


def _no_table(places: _Places, key: str, value: Any) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(line=places.line(*key.split(".")), key=key, says=f"is {value!r}, and must be a table.", remedy=f"Write [{key}] and its keys below.")


def _class(places: _Places, *path: str) -> Iterator[Fault]:
    if path[-1] not in CLASSES:
        remedy = nearest(path[-1], CLASSES, f"Use one of: {', '.join(CLASSES)}.")
        yield Fault(line=places.line(*path), key=".".join(path), says=f"there is no class {path[-1]!r}.", remedy=remedy)


def _number(places: _Places, value: Any, low: int, high: int, unit: str, *path: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        yield Fault(line=places.line(*path), key=".".join(path), says=f"is {value!r}.", remedy=f"Write a whole number from {low} to {high} ({unit}).")


def _votes(votes: Any, places: _Places, rulebook: Rulebook) -> Iterator[Fault]:
    names = (*rulebook.signals, *rulebook.patterns)
    for name, told in votes.items():
        if name not in names:
            remedy = nearest(name, names, "docs/reference/signals.md and patterns.md list them.")
            yield Fault(line=places.line("votes", name), key=f"votes.{name}", says=f"there is no signal or pattern {name!r}.", remedy=remedy)
        if not isinstance(told, dict):
            yield from _no_table(places, f"votes.{name}", told)
            continue
        for voted, points in told.items():
            yield from _class(places, "votes", name, voted)
            yield from _number(places, points, -MOST_POINTS, MOST_POINTS, "millinats; 1000 = a factor of e", "votes", name, voted)


def _thresholds(thresholds: Any, places: _Places, rulebook: Rulebook) -> Iterator[Fault]:
    for name, value in thresholds.items():
        yield from _class(places, "thresholds", name)
        yield from _number(places, value, 0, 1000, "permille", "thresholds", name)


def _dispositions(dispositions: Any, places: _Places, rulebook: Rulebook) -> Iterator[Fault]:
    for name, value in dispositions.items():
        yield from _class(places, "dispositions", name)
        if value not in PLACES:
            remedy = nearest(value, PLACES, f"Use one of: {', '.join(PLACES)}.")
            yield Fault(line=places.line("dispositions", name), key=f"dispositions.{name}", says=f"there is no list {value!r}.", remedy=remedy)


def _sections(sections: Any, places: _Places, rulebook: Rulebook) -> Iterator[Fault]:
    for name, patterns in sections.items():
        key = f"sections.{name}"
        if not isinstance(patterns, list):
            yield Fault(line=places.line("sections", name), key=key, says=f"is {patterns!r}.", remedy='Write a list of regular expressions: ["^/tarife"].')
            continue
        for pattern in patterns:
            line = places.line("sections", name, holding=str(pattern))
            try:
                re.compile(pattern)
            except (re.error, TypeError, RecursionError, OverflowError) as error:
                yield Fault(line=line, key=key, says=f"{pattern!r} is no regular expression ({error}).", remedy="Mend it, or leave it out.")
                continue
            if compiled(pattern) is None:
                remedy = "Write it without the inner repetition or choice, or with fewer of .* and the like; begin it with ^."
                yield Fault(line=line, key=key, says=f"{pattern!r} can be tried in too many ways: a visitor's address could stop the server.", remedy=remedy)


TABLES = {"votes": _votes, "thresholds": _thresholds, "dispositions": _dispositions, "sections": _sections}


def faults(tables: dict[str, Any], text: str, rulebook: Rulebook) -> list[Fault]:
    """All that is wrong with the tables of a draft, in the order of the file."""
    places, found = _Places(text), []
    for name, value in tables.items():
        if name not in TABLES:
            found.append(Fault(line=places.line(name), key=name, says="there is no such table.", remedy=nearest(name, TABLES, f"Use one of: {', '.join(OVERRIDES)}.")))
        elif not isinstance(value, dict):
            found += _no_table(places, name, value)
        else:
            found += TABLES[name](value, places, rulebook)
    return sorted(found, key=lambda fault: (fault.line, fault.key))


def _warnings(tables: dict[str, Any], text: str, rulebook: Rulebook) -> Iterator[Fault]:
    """What is allowed and has no effect."""
    places = _Places(text)
    for name, told in tables.get("votes", {}).items():
        row = rulebook.row(name)
        for voted, points in told.items():
            cap = rulebook.caps[row.group]
            if abs(points) > cap:
                remedy = f"Signs of the group {row.group} weigh at most that together."
                yield Fault(line=places.line("votes", name, voted), key=f"votes.{name}.{voted}", says=f"{points} works like {cap if points > 0 else -cap}.", remedy=remedy)
    for name in tables.get("sections", {}):
        if name.removeprefix("-") not in INTENTS:  # "-careers" holds what the owner said are no careers pages
            remedy = nearest(name, INTENTS, f"Signals ask for: {', '.join(INTENTS)}.")
            yield Fault(line=places.line("sections", name), key=f"sections.{name}", says="no signal asks for this kind of page.", remedy=remedy)


# What tomllib says -> what is wrong and what to do, in the words of somebody who does not write TOML every day.
NO_TOML = (
    ("Cannot overwrite", "the key stands twice.", "Keep one of them."),
    ("twice", "the heading stands twice.", "Put the keys of both under one heading."),
    ("Expected ']' at the end", "the heading has no closing bracket.", "Write it like [thresholds]."),
    ("Expected '=' after a key", "there is no = after the key.", "Write it like prospect = 650; a heading stands in [brackets]."),
    ("Invalid value", "what stands after = is no value.", 'Write a whole number (650), a text in straight quotes ("lead") or a list (["^/jobs"]).'),
    ("after a statement", "something stands behind the value.", "Write one key = value a line, numbers without a leading 0 and without spaces."),
    ("Invalid statement", "this is neither a [heading] nor key = value.", "Write TOML; `winnow rules show` prints a file to begin with."),
    ("recursion", "lists or tables lie too deep in each other.", "Write them flat."),
    ("Exceeds the limit", "the number has thousands of digits.", f"Write a whole number from {-MOST_POINTS} to {MOST_POINTS}."),
)


def _unreadable(error: Exception, text: str) -> Fault:
    """What keeps a text from being TOML, and where."""
    says = re.sub(r"\s*\(at .*\)$", "", str(error))
    line = re.search(r"at line (\d+)", str(error))
    longest = max(enumerate(text.splitlines(), 1), key=lambda row: len(row[1]), default=(1, ""))[0]  # an error without a place is one of size
    number = int(line[1]) if line else len(text.splitlines()) if "end of document" in str(error) else longest
    wrong, remedy = next(((wrong, remedy) for mark, wrong, remedy in NO_TOML if mark in says), (f"{says}.", "Mend the line."))
    return Fault(line=max(1, number), key="", says=f"this is no TOML: {wrong}", remedy=remedy)


def draft_of(text: str, file: str, rulebook: Rulebook) -> Draft:
    """The draft in a TOML text. Raises BrokenRule that names file, line and remedy of every fault (of many the first ``MOST_FAULTS``)."""
    try:
        tables = tomllib.loads(text)
        found = faults(tables, text, rulebook)
    except (ValueError, RecursionError) as error:  # tomllib passes on what int() refuses
        found = [_unreadable(error, text)]
    if found:
        more = [f"… and {len(found) - MOST_FAULTS} more."] if len(found) > MOST_FAULTS else []
        raise BrokenRule("\n".join([*[fault.told(file) for fault in found[:MOST_FAULTS]], *more, "Nothing was changed; the rules in force stay as they are."]))
    warnings = [fault.told(file) for fault in _warnings(tables, text, rulebook)]
    return Draft(tables=tables, warnings=tuple(warnings if tables else [f"{file} holds no rule; publishing it would change nothing."]))


def read(file: Path) -> str:
    """The text of a rule file. Raises BrokenRule where it cannot be read."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BrokenRule(f"{file} cannot be read: {error.strerror}. Name a TOML file; `winnow rules show` prints one to begin with.") from None
    if len(raw) > MOST_BYTES:
        raise BrokenRule(f"{file} has {len(raw):,} bytes; {MOST_BYTES:,} is the most. Leave out what repeats the rulebook.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BrokenRule(f"{file}, line {line}: this is no UTF-8. Save the file as UTF-8.") from None


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _text(value: str) -> str:
    return '"' + "".join(f"\\u{ord(char):04x}" if ord(char) < 32 or ord(char) == 127 else f"\\{char}" if char in '"\\' else char for char in value) + '"'


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return str(value) if isinstance(value, int) else _text(value)


def written(tables: dict[str, Any]) -> str:
    """Tables as a TOML text that ``draft_of`` reads back."""
    parts = []
    for name in OVERRIDES:
        table = tables.get(name) or {}
        groups = {f"{name}.{_key(key)}": inner for key, inner in table.items()} if name == "votes" else {name: table}
        parts += ["\n".join([f"[{head}]", *[f"{_key(key)} = {_value(value)}" for key, value in sorted(inner.items())]]) for head, inner in groups.items() if inner]
    return "\n\n".join(parts) + "\n" if parts else ""
