"""``winnow import``: a web server's log, an export of another tool or a CRM's list, as if it had been collected."""

from __future__ import annotations

import gzip
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import click
from tqdm import tqdm

from tracker import shelf
from tracker.commandline import data_option, networks_option, one_site, owner, reader, site_option
from tracker.importers import LINE, LeftOut, Unreadable
from tracker.stores.sqlite import SqliteStore
from tracker.wire import Ask

BATCH = 1000
HEAD = 100  # lines from which the format is guessed
PACKED = {b"PK\x03\x04": "a zip archive or an Excel file", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
Reader = Callable[[Iterable[str], str], Iterator[Any]]


def formats() -> dict[str, Reader]:
    """Every format's name, also the other names of one, with what reads it."""
    rows = shelf.load("tracker.importers")
    return {known: module.read for name, module in rows.items() for known in (name, *module.IMPORTER.also)}


class Source:
    """The lines of a file or of stdin (``-``), inflated where it begins like gzip; ``read`` is how many bytes of it were read."""

    def __init__(self, name: str) -> None:
        self.name = "stdin" if name == "-" else name
        try:
            self._raw: BinaryIO = sys.stdin.buffer if name == "-" else open(name, "rb")  # noqa: SIM115
        except OSError as error:
            raise ValueError(f"{name} cannot be read: {error.strerror}. Give an existing file, or - for stdin.") from None
        self.size = None if name == "-" else Path(name).stat().st_size
        begin = self._raw.peek(8)[:8]  # type: ignore[attr-defined]
        packed = next((says for magic, says in PACKED.items() if begin.startswith(magic)), "")
        if packed:
            raise ValueError(f"{self.name} is {packed}. Unpack it (or save it as CSV) first; only gzip is read as it is.")
        self._stream: Any = gzip.GzipFile(fileobj=self._raw) if begin.startswith(b"\x1f\x8b") else self._raw
        self.read = 0
        self.broken = ""

    def lines(self) -> Iterator[str]:
        """Line after line; one that is too long is cut just beyond what importers take, however long it is."""
        try:
            while line := self._stream.readline(LINE * 4):
                rest = line
                while len(rest) == LINE * 4 and not rest.endswith(b"\n"):
                    rest = self._stream.readline(LINE * 4)
                self.read = self._raw.tell() if self.size is not None else self.read + len(line)
                yield _text(line)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.broken = f"{self.name} is damaged after what was read ({error}); the rest is lost."

    def close(self) -> None:
        """Close the file."""
        if self.size is not None:
            self._raw.close()


def _text(line: bytes) -> str:
    """UTF-8, else what Windows programs write."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def guess(head: list[str], domain: str) -> str:
    """The format that reads most of these lines; "" where none reads any."""
    rows = shelf.load("tracker.importers")
    found = {name: sum(isinstance(one, dict) for one in module.read(iter(head), domain)) for name, module in rows.items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] else ""


def _required(likely: str, source: Source, looked: int) -> str:
    """The guessed format. Raises ValueError where there is none to be guessed."""
    if not looked:
        raise ValueError(f"{source.name} is empty{'; ' + source.broken if source.broken else ''}. Give a file with lines.")
    if not likely:
        raise ValueError(f"{source.name} reads like none of the formats {', '.join(sorted(formats()))} ({looked} lines looked at). Look at its first lines.")
    return likely


class Tally:
    """What has become of the lines so far."""

    def __init__(self, errors: int) -> None:
        self.errors, self.lines, self.kept, self.repeated = errors, 0, 0, 0
        self.refused: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.unreadable = 0
        self.shown: list[str] = []
        self.people: set[int] = set()
        self.begun = time.monotonic()

    def note(self, one: Unreadable | LeftOut) -> None:
        """Count a line that gave no message."""
        if isinstance(one, LeftOut):
            self.left_out[one.why] += 1
        else:
            self.unreadable += 1
            self._show(f"line {one.line}: {one.why}")

    def answer(self, told: dict[str, Any], messages: list[dict[str, Any]]) -> None:
        """Count what became of a batch."""
        self.kept += told["accepted"]
        self.repeated += told["repeated"]
        refused = {drop["index"] for drop in told["rejected"]}
        for drop in told["rejected"]:
            self.refused[drop["code"]] += 1
            self._show(f"message {drop['message_id'] or '(no id)'}: {drop['code']}, {drop['message']}")
        for index, message in enumerate(messages):
            if index not in refused:
                self.people.add(hash(message.get("anonymousId") or message.get("userId")))

    def anything(self) -> bool:
        """Whether any line was of the format, whatever became of it."""
        return bool(self.kept or self.repeated or self.refused or self.left_out)

    def _show(self, line: str) -> None:
        if len(self.shown) < self.errors:
            self.shown.append(line)

    def summary(self) -> str:
        """What happened, in sentences."""
        seconds = max(time.monotonic() - self.begun, 0.001)
        lines = [f"{self.lines:,} lines read in {seconds:.1f} s ({self.lines / seconds:,.0f} a second)",
                 f"{self.kept:,} events kept, {self.repeated:,} known already, of {len(self.people):,} visitors"]  # fmt: skip
        lines += [f"{count:,} lines left out: {why}" for why, count in self.left_out.most_common()]
        lines += [f"{count:,} messages refused: {code}" for code, count in self.refused.most_common()]
        lines += [f"{self.unreadable:,} lines unreadable"] if self.unreadable else []
        lines += [f"    {line}" for line in self.shown]
        more = self.unreadable + sum(self.refused.values()) - len(self.shown)
        return "\n".join(lines + ([f"    and {more:,} more; --errors N shows more of them"] if more > 0 and self.errors else []))


def _send(read: Reader, lines: Iterable[str], domain: str, take: Callable[[list[Any]], Any], tally: Tally, tell: Callable[[], Any]) -> None:
    """Send every message, in batches, and count what became of it."""

    def counted() -> Iterator[str]:
        for line in lines:
            tally.lines += 1
            yield line

    batch: list[dict[str, Any]] = []
    for one in read(counted(), domain):
        if not isinstance(one, dict):
            tally.note(one)
            continue
        batch.append(one)
        if len(batch) >= BATCH:
            tally.answer(take(batch), batch)
            batch = []
            tell()
    if batch:
        tally.answer(take(batch), batch)
    tell()


def _standing(store: SqliteStore, site: str) -> str:
    """How many visitors the site has on which list, and how many of them are programs."""
    counts = store.counts(site)
    everybody = sum(counts.values())
    bots = sum(store.slice(Ask(site=site, place=place, class_=("bot",), limit=1)).total for place in counts)
    share = f"; {bots:,} are bots ({bots / everybody:.1%})" if everybody else ""
    return f"Site {site} now has {everybody:,} visitors: {counts['lead']:,} leads, {counts['review']:,} to review, {counts['excluded']:,} excluded{share}"


def _bar(source: Source, tally: Tally) -> tuple[tqdm, Callable[[], None]]:
    """A progress bar over the bytes of the file, silent where nobody watches, and what moves it on."""
    bar = tqdm(total=source.size, unit="B", unit_scale=True, desc=Path(source.name).name[:30], disable=None, file=sys.stderr)

    def tell() -> None:
        seconds = max(time.monotonic() - tally.begun, 0.001)
        bar.set_postfix_str(f"{tally.kept + tally.repeated:,} events, {tally.lines / seconds:,.0f} lines/s", refresh=False)
        bar.update(source.read - bar.n)

    return bar, tell


def _known_formats() -> str:
    """The formats, one a line, for the help text."""
    rows = shelf.load("tracker.importers")
    return "\b\nFormats:\n" + "\n".join(f"  {', '.join((name, *row.IMPORTER.also)):<26}{row.IMPORTER.says}" for name, row in rows.items())


@click.command("import", epilog=_known_formats())
@click.argument("file")
@site_option
@click.option("--format", "form", type=click.Choice(sorted(formats())), help="Guessed from the first lines where it is left out.")
@click.option("--errors", default=5, show_default=True, metavar="N", help="List the first N lines that could not be read.")
@data_option
@networks_option
def import_file(file: str, site: str | None, form: str | None, errors: int, data: str | None, networks: str | None) -> None:
    """Import a web server's log, another tool's export or a CRM's list. Twice changes nothing.

    FILE may be packed with gzip; - reads stdin.
    """
    with reader(data) as store:
        site = one_site(store, site)
        domain = store.sites()[site].domain or "localhost"
    source, tally = Source(file), Tally(errors)
    lines = source.lines()
    head = list(islice(lines, HEAD))
    likely = guess(head, domain)
    form = form or _required(likely, source, len(head))
    bar, tell = _bar(source, tally)
    try:
        with bar, owner(data, networks) as call:
            _send(formats()[form], chain(head, lines), domain, lambda batch: call("take", site=site, messages=batch), tally, tell)
            bar.set_postfix_str("judging the visitors")
            call("settle")
            tell()
    except (EOFError, ConnectionError) as error:
        raise ValueError(f"the server went away after {tally.kept:,} events ({type(error).__name__}). Run the same import again: nothing is kept twice.") from None
    finally:
        source.close()
    click.echo(tally.summary())
    if not tally.anything():
        hint = f"It reads like {likely}: use --format {likely}." if likely and likely != form else "Look at its first lines."
        raise ValueError(f"nothing in {source.name} could be read as {form}. {hint}")
    with reader(data) as store:
        click.echo(_standing(store, site))
    if source.broken:
        raise ValueError(source.broken)
