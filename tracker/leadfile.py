"""Tables as CRMs export them: CSV, gzipped or not, with whatever delimiter and encoding; bounded, and said aloud when cut."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import random
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from tracker.model import Row

ROWS = 50_000  # more rows hardly move a point of a table; they are drawn evenly from all of the file
CELLS = 4_000_000
LINE = 1 << 20  # characters; a longer line is no line of a table
DELIMITERS = ",;\t|"
MAGIC = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"))


class Leads(Row):
    """A file's columns, each a list of stripped texts of equal length; ``notes`` say what was cut or odd."""

    columns: dict[str, list[str]]
    rows: int
    notes: tuple[str, ...] = ()


def _encoding(head: bytes) -> str:
    for magic, name in MAGIC:
        if head.startswith(magic):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"  # what spreadsheets on Windows write
    return "utf-8"


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The file as text, inflated where it begins like gzip. Raises ValueError where it cannot be read."""
    try:
        with open(path, "rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream: Any = gzip.GzipFile(fileobj=raw) if packed else raw
            encoding = _encoding(stream.read(1 << 16))
            stream.seek(0)
            yield io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror or error}. Give a CSV file, gzipped or not.") from None
    except (EOFError, zlib.error) as error:
        raise ValueError(f"{path} is a damaged gzip file ({error}). Export it again.") from None


def delimiter(head: str) -> str:
    """The delimiter that cuts the first lines into most columns, equally many in each; a comma for one column."""
    lines = head.splitlines()[:-1][:20] or head.splitlines()

    def fit(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        return (sum(width == widths[0] for width in widths), widths[0]) if widths and widths[0] > 1 else (0, 0)

    return max(DELIMITERS, key=fit)


def _names(header: list[str]) -> list[str]:
    """Column names, each once: empty ones get a number, repeated ones too."""
    names: list[str] = []
    for place, told in enumerate(header, 1):
        name = told.strip() or f"column {place}"
        names.append(name if name not in names else f"{name} ({place})")
    return names


def rows_of(path: Path) -> Iterator[list[str]]:
    """The names first, then each row as a list of as many texts. Raises ValueError naming the line that is no CSV."""
    with opened(path) as stream:
        head = stream.read(1 << 16)
        stream.seek(0)
        reader = csv.reader(iter(lambda: stream.readline(LINE), ""), delimiter=delimiter(head))
        try:
            header = next(reader, None)
            if not header or not "".join(header).strip():
                raise ValueError(f"{path} has no header line. The first line has to name the columns.")
            names = _names(header)
            yield names
            width = len(names)
            for row in reader:
                if row:
                    yield row if len(row) == width else (row + [""] * width)[:width]
        except csv.Error as error:
            raise ValueError(f"{path}, line {reader.line_num}: {error}. Export it again as plain CSV.") from None


def read(path: Path, seed: int = 42, most: int = ROWS, tell: Callable[[int], Any] = lambda rows: None) -> Leads:
    """A file's columns; of a file with more than ``most`` rows an even sample by ``seed``, in the order of the file.

    Reservoir sampling (Vitter 1985, algorithm R): the whole file is read once and never held.
    """
    rows = rows_of(path)
    names = next(rows)
    room, chance = max(1000, min(most, CELLS // len(names))), random.Random(seed)
    kept: list[tuple[int, list[str]]] = []
    seen = 0
    for seen, row in enumerate(rows, 1):
        if len(kept) < room:
            kept.append((seen, row))
        elif (place := chance.randrange(seen)) < room:
            kept[place] = (seen, row)
        if seen % 10_000 == 0:
            tell(seen)
    kept.sort(key=lambda item: item[0])
    same: dict[str, str] = {}  # one text object for equal cells: CRM columns repeat themselves
    cells = [[same.setdefault(text := cell.strip(), text) for cell in row] for _, row in kept]
    columns = {name: [row[place] for row in cells] for place, name in enumerate(names)}
    notes = (f"{seen:,} rows are more than are needed: an even sample of {room:,} was used.",) if seen > room else ()
    return Leads(columns=columns, rows=len(kept), notes=notes)


def write(path: Path, names: list[str], rows: Iterator[list[Any]]) -> int:
    """Write a CSV (RFC 4180, UTF-8) whole or not at all, gzipped where its name ends in .gz; how many rows it has."""
    part, count = path.with_name(path.name + ".part"), 0
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(part, "wt", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(names)
            for row in rows:
                writer.writerow(row)
                count += 1
        part.replace(path)
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}. Name a file in an existing folder.") from None
    finally:
        part.unlink(missing_ok=True)
    return count
