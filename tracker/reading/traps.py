"""How many ways a regular expression can try to fit a text: an owner's pattern meets addresses that a stranger writes.

Python's ``re`` goes back over every choice, so ``(a+)+b`` or ``a*a*a*a*b`` on 300 letters stop the server. ``tries`` bounds the ways from
above: choices that follow each other multiply, alternatives add, a repetition with a choice inside is unbounded.
"""

from __future__ import annotations

import math
import re
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

MOST = 30_000_000  # tries: at most two free repetitions in a pattern that may begin anywhere, three in one that begins with ^
REPEATS = (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT)


def _ways(tree: object, length: int) -> float:
    product, items = 1.0, list(tree)
    for (kind, told), after in zip(items, [*items[1:], None]):
        product *= 1 if _ends_at(kind, told, after) else _of(kind, told, length)
    return product


def _ends_at(kind: object, told: object, after: object) -> bool:
    """Whether a repetition can end in one place only: "[^/]+/" stops at the first slash."""
    if kind not in REPEATS or len(told[2]) != 1:
        return False
    inner, given = told[2][0]
    return inner is names.NOT_LITERAL and after == (names.LITERAL, given)


def _of(kind: object, told: object, length: int) -> float:
    if kind in REPEATS:
        least, most, inner = told
        ways = _ways(inner, length)
        if ways > 1 and most > 1:
            return math.inf
        return ways * (min(int(most), length) - min(int(least), length) + 1)
    if kind is names.BRANCH:
        return sum(_ways(one, length) for one in told[1])
    if kind is names.SUBPATTERN:
        return _ways(told[3], length)
    if kind in (names.ASSERT, names.ASSERT_NOT):
        return _ways(told[1], length)
    if kind is names.ATOMIC_GROUP:
        return _ways(told, length)
    if kind is names.GROUPREF_EXISTS:
        return sum(_ways(one, length) for one in told[1:] if one is not None)
    return 1.0


def tries(pattern: str, length: int) -> float:
    """An upper bound of the ways in which a pattern can be tried on a text of that length; ``inf`` where it grows exponentially.

    Raises what ``re.compile`` raises for no pattern (re.error, RecursionError, OverflowError).
    """
    tree = parser.parse(pattern, re.IGNORECASE)
    begins = bool(len(tree)) and tree[0] == (names.AT, names.AT_BEGINNING)
    return _ways(tree, length) * (1 if begins else length)
