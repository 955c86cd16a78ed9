"""What is hidden of somebody from whoever may not reach them: ``veiled``, the one place, for lists, timelines, explanations, reports and pages.

In any text: e-mail addresses, telephone numbers, and what stands in the query of an address under a name that means a
person. In what was sent: the fields that mean a person's name or address, and the words they wrote.
"""

from __future__ import annotations

import re
from typing import Any

from tracker.reading.forms import meaning_of

HIDDEN = "…"
CONTACT = frozenset(("email", "phone", "name", "first_name", "last_name"))
WORDS = frozenset(("message", "subject", "attachment"))
PLEAS = frozenset(("note", "pleads"))  # what sales noted, and what somebody says who contests their verdict
# An object with one of these speaks of a thing: its name and description are nobody's.
THINGS = frozenset(("sku", "product_id", "price", "quantity", "category", "brand", "currency", "variant", "asset"))
LABELS = ("name", "label", "key", "id")  # a form's field as an object: {"name": "email", "value": "ann@firm.test"}
_BREAK = r"\s/?&=;,<>()\"'"
_EMAIL = re.compile(rf"[^{_BREAK}]{{1,80}}(?:[@\uff20]|%(?:25)*40)[^{_BREAK}]{{1,80}}", re.IGNORECASE)
# International (+386 1 234 56 78, 0049...), with a trunk zero (030/123 456 78), North American (555-123-4567); never part of a longer word.
# A dot joins no trunk number (01.03.2026), and nine digits are the least (01-03-2026 has eight).
_PHONE = re.compile(
    r"(?<![\w.%-])(?:(?:\+|%2B|\b00)(?:[\s().\-/]|%20)*\d(?:(?:[\s().\-/]|%20){0,3}\d){6,14}|0\d(?:[\s()\-/]{0,3}\d){7,12}|\(?\d{3}\)?[-.\s]\d{3}[-.\s]\d{4})(?![\w-])",
    re.IGNORECASE,
)
_ASKED = re.compile(r"([?&;#]([\w.\[\]-]{1,60})=)[^&;#\s]+")


def _asked(found: re.Match[str]) -> str:
    return found[1] + HIDDEN if meaning_of(found[2]) in CONTACT | WORDS else found[0]


def masked(told: str) -> str:
    """A text without the addresses and numbers of people."""
    if "=" in told:
        told = _ASKED.sub(_asked, told)
    if "@" in told or "40" in told or "\uff20" in told:
        told = _EMAIL.sub(HIDDEN, told)
    return _PHONE.sub(HIDDEN, told) if sum(map(str.isdigit, told)) >= 7 else told


def veiled(told: Any, words: bool = True, sent: bool = False) -> Any:
    """Any JSON value with the addresses and numbers in its texts hidden.

    ``sent``: it is what a client sent, so that fields which mean a person's name, address or number are hidden whole;
    without ``words`` also those that mean a message, and notes in any case.
    """
    if isinstance(told, str):
        return masked(told)
    if isinstance(told, (list, tuple)):
        return [veiled(item, words, sent) for item in told]
    if not isinstance(told, dict):
        return told
    hides = (_hidden(told, words) if sent else set()) | (set() if words else PLEAS)
    return {masked(str(name)): _gone(value) if name in hides else veiled(value, words, sent) for name, value in told.items()}


def _gone(value: Any) -> Any:
    """What stands instead of a value that is hidden whole; an empty one, a number's place and a flag tell nothing and stay."""
    return value if value in ("", None, [], {}) or isinstance(value, bool) else HIDDEN


def _hidden(told: dict[Any, Any], words: bool) -> set[Any]:
    """The names of the fields of an object that are hidden whole."""
    if THINGS & told.keys():
        return set()
    means = CONTACT if words else CONTACT | WORDS
    label = next((told[name] for name in LABELS if isinstance(told.get(name), str)), None)
    if label is not None and ("value" in told or "type" in told):
        return {"value"} if meaning_of(label[:80]) in means else set()
    return {name for name in told if isinstance(name, str) and meaning_of(name[:80]) in means}
