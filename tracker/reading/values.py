"""Tells what a form's field holds by what was written into it, where its name says nothing: `input_6`, `field_3f2a`, `soobshchenie`.

Form builders number their fields, and a site's own forms are named in its language, in whatever spelling its author chose. A name that is
known always goes first (`tracker/reading/forms.py`); this reads only what is left, and only where the event is a form.
"""
import re
from collections.abc import Iterable
from typing import Any

from tracker.reading import text

__all__ = ["told_by_value"]

_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,200}\.[^@\s.,;<>\"\d]{2,24}")
_NUMBER = re.compile(r"\+?[\d ()./-]{7,24}")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that write no spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_WORDS = 5
"""Words that make a text a message; shorter ones are names, firms and chosen options. Of a script without spaces, letters times three."""
_BOX = re.compile(r"\d[._]\d{1,2}$")
"""Numbered tick boxes ("input_7.1"): their text is the form's, not the visitor's."""


def told_by_value(pairs: Iterable[tuple[Any, Any]], limit: int) -> dict[str, str]:
    """Of fields whose names say nothing: the first `email`, the first `phone`, and as `message` the longest text of at least five words."""
    found: dict[str, str] = {}
    for name, value in pairs:
        written = text(value, limit) if isinstance(value, str) and not (isinstance(name, str) and _BOX.search(name)) else ""
        meaning = _meaning(written)
        if meaning == "message" and len(written) > len(found.get("message", "")):
            found["message"] = written
        elif meaning:
            found.setdefault(meaning, written)
    return found


def _meaning(written: str) -> str:
    if len(written) < 270 and _ADDRESS.fullmatch(written):
        return "email"
    if len(written) < 25 and _NUMBER.fullmatch(written) and sum(map(str.isdigit, written)) >= 7:
        return "phone"
    if written.startswith(("http://", "https://", "/", "{", "[")):
        return ""
    words = len(written[:2_000].split()) + len(_SPACELESS.findall(written[:200])) // 3
    return "message" if words >= _WORDS else ""
