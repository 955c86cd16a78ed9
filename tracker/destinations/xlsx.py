"""A spreadsheet (XLSX) in which every text cell is text, never a formula or a link."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def write(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> bytes:
    """The rows as one sheet with a header that stays in view and filters."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        sheet, bold = book.add_worksheet("Winnow"), book.add_format({"bold": True})
        for position, column in enumerate(columns):
            sheet.write_string(0, position, column, bold)
        for line, row in enumerate(rows, start=1):
            for position, column in enumerate(columns):
                _put(sheet, line, position, row.get(column))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    return out.getvalue()


def _put(sheet: Any, line: int, position: int, value: Any) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(line, position, value)
    elif isinstance(value, (list, tuple)):
        sheet.write_string(line, position, " | ".join(str(item) for item in value)[:32_000])
    elif value not in (None, ""):
        sheet.write_string(line, position, str(value)[:32_000])
