"""Tables and bars in plain text, at most 100 columns wide: for a terminal, a mail, a log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WIDTH = 100
EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(share: float, width: int = 20) -> str:
    """A bar of ``share`` (0 to 1) of ``width`` columns, to an eighth of a column."""
    eighths = round(min(1.0, max(0.0, share)) * width * 8)
    return ("█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()).ljust(width)


def against(said: float, was: float, width: int = 30) -> str:
    """A bar of what was, with a mark ``│`` where it should end by what was said."""
    place = min(width - 1, max(0, round(said * width) - 1))
    picture = bar(was, width)
    return picture[:place] + "│" + picture[place + 1 :]


def cell(value: Any) -> str:
    """A value as a table shows it: fractions to three digits, nothing for None, one line always."""
    if isinstance(value, float):
        return f"{value:.3f}"
    return " ".join(str("" if value is None else value).split())


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]], left: int = 1) -> str:
    """Rows under headings; the first ``left`` columns flush left, numbers flush right, cut at 100 columns."""
    shown = [list(headings), *[[cell(value) for value in row] for row in rows]]
    widths = [max(len(line[place]) for line in shown) for place in range(len(headings))]
    words = [all(not isinstance(row[place], (int, float)) for row in rows) for place in range(len(headings))]
    lines = []
    for line in shown:
        cells = [text.ljust(width) if place < left or words[place] else text.rjust(width) for place, (text, width) in enumerate(zip(line, widths))]
        lines.append("  ".join(cells).rstrip()[:WIDTH])
    lines.insert(1, "  ".join("─" * width for width in widths)[:WIDTH])
    return "\n".join(lines)
