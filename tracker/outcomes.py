"""Which rows of a CRM's table are closed, and how each of them ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tracker.cells import missing
from tracker.model import Row

YES = ("won", "closed won", "yes", "true", "1", "1.0", "y", "t", "converted", "closed", "customer", "success", "bought", "ja", "gewonnen", "sí", "si", "oui", "sim", "да")
SHOWN = 8


class Outcome(Row):
    """The rows that count (``places`` in the file), how they ended, the value that means yes, and what was said about it."""

    places: list[int]
    truths: list[bool]
    value: str
    notes: tuple[str, ...] = ()


def _values(counts: Counter[str]) -> str:
    rest = f" and {len(counts) - SHOWN} more" if len(counts) > SHOWN else ""
    return ", ".join(f"{value[:40]!r} ({seen:,})" for value, seen in counts.most_common(SHOWN)) + rest


def _meant(counts: Counter[str], column: str, value: str | None) -> str:
    """The value that means yes, as the file spells it; empty where being filled is what means it."""
    spelt = {told.casefold(): told for told in counts}
    if value is not None:
        if value.casefold().strip() not in spelt:
            raise ValueError(f"No row of {column!r} says {value!r}. There are: {_values(counts)}.")
        return spelt[value.casefold().strip()]
    if len(counts) == 2:
        found = [spelt[name] for name in YES if name in spelt]
        if found:
            return found[0]
    raise ValueError(f"Which value of {column!r} is the wanted outcome? Say it with --value. There are: {_values(counts)}.")


def outcome_of(column: str, cells: Sequence[str], value: str | None = None) -> Outcome:
    """How each row ended. Two values: the one that means yes in some language; more: ``value`` has to say.

    A blank counts as "did not" where the column else holds one value, or only dates or names (filled means
    closed); beside two or more outcomes it is an open lead and left out, said in ``notes``.
    """
    counts = Counter(cell for cell in cells if not missing(cell))
    blanks = len(cells) - sum(counts.values())
    if not counts:
        raise ValueError(f"The column {column!r} is empty in every row. Name the column that says how leads ended.")
    filled = blanks > 0 and value is None and (len(counts) == 1 or len(counts) > max(SHOWN, sum(counts.values()) // 4))
    if filled:
        says = f"{column!r} is filled in {sum(counts.values()):,} rows and blank in {blanks:,}: filled was taken for yes, blank for no"
        return Outcome(places=list(range(len(cells))), truths=[not missing(cell) for cell in cells], value="(filled)", notes=(says,))
    meant = _meant(counts, column, value)
    if blanks and len(counts) > 1:
        places = [place for place, cell in enumerate(cells) if not missing(cell)]
        says = f"{blanks:,} rows without {column!r} were left out: they are still open"
        return Outcome(places=places, truths=[cells[place] == meant for place in places], value=meant, notes=(says,))
    return Outcome(places=list(range(len(cells))), truths=[cell == meant for cell in cells], value=meant)
