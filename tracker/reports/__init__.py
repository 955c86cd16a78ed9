"""SHELF: one file is one report: numbers for a picture, made from what the wall counts.

``REPORT`` says what it is; ``make(store, site, now, arguments)`` gives it as plain JSON values and
raises ValueError, with what to do, for an argument that makes no sense.
"""

from __future__ import annotations

from tracker.model import CLASSES, Row


class Report(Row):
    """A row of the reports' shelf: what it tells, how it may be drawn, and its arguments (name -> what it does)."""

    says: str
    picture: str
    arguments: dict[str, str] = {}
    audience: bool = False


OF_CLASS = {"class": f"only visitors of one class: {', '.join(CLASSES)}"}


def one_class(arguments: dict[str, str]) -> str:
    """The class asked for, or nothing."""
    who = arguments.get("class", "")
    if who and who not in CLASSES:
        raise ValueError(f"class {who[:50]!r} does not exist; there are: {', '.join(CLASSES)}")
    return who


def whole(arguments: dict[str, str], name: str, default: int, most: int) -> int:
    """A whole number from 1 to ``most`` among the arguments."""
    told = arguments.get(name, str(default))
    if not (told.isascii() and told.isdigit() and len(told) <= 9 and 1 <= int(told) <= most):
        raise ValueError(f"{name} = {told[:50]!r} is not a whole number from 1 to {most}; for example {name}={default}")
    return int(told)


def share(part: int, of: int) -> float:
    """A part of something as a number from 0 to 1, four digits; 0 of nothing."""
    return round(part / of, 4) if of else 0.0
