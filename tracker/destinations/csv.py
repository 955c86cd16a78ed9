"""CSV by RFC 4180, with cells defused that a spreadsheet would take for formulas."""

from __future__ import annotations

import csv
import io
from typing import Any

TYPE = "text/csv; charset=utf-8"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> Any:
    """A value for a spreadsheet: text that would be run as a formula is led by an apostrophe."""
    if isinstance(value, (list, tuple)):
        value = " | ".join(str(item) for item in value)
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return "'" + value
    return "" if value is None else value


def write(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> bytes:
    """The rows as CSV with a header line, CRLF line ends, in UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue().encode()
