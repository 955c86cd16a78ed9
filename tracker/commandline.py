"""What the commands share: where the data is, who writes, and how a table looks in a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from tracker.collector import Collector
from tracker.commands import run
from tracker.door import knock
from tracker.settings import load
from tracker.stores.sqlite import SqliteStore

data_option = click.option("--data", metavar="DIR", help="Data folder (else WINNOW_DATA, else ./data).")
networks_option = click.option("--networks", metavar="FILE", help="Who owns an address: .mmdb or CSV (else WINNOW_NETWORKS).")
site_option = click.option("--site", metavar="NAME", help="Which site (may be left out where there is only one).")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


REREADS = "The kept events of {site} are read again by the new profile; a running server does it in the background, `winnow rebuild` waits for it."


def say_error(text: str) -> None:
    """Print an error on the error stream."""
    click.secho(f"winnow: {text}", fg="red", err=True)


@contextmanager
def owner(data: str | None, networks: str | None = None) -> Iterator[Callable[..., Any]]:
    """A function that runs a command where the data is owned: by the running server if there is one,
    else here, for as long as this lasts."""
    settings = load({"data": data, "networks": networks})
    call = knock(Path(settings["data"]))
    if call is not None:
        yield lambda command, /, **arguments: call(command, arguments)
        return
    collector = Collector(settings)
    try:
        call = partial(_here, collector)
        yield call
        read_again(call, whenever=True)  # what the command asked for, and what a killed one left
        collector.settle()
    finally:
        collector.close()


def _here(collector: Collector, command: str, /, **arguments: Any) -> Any:
    return run(collector, command, arguments)


def read_again(call: Callable[..., Any], total: int | None = None, whenever: bool = False) -> None:
    """Go on with what is to be read again until nothing is, with a bar; at once where nothing is."""
    done = call("reread", whenever=whenever)
    if done is None:
        return
    with tqdm(total=total, initial=done, desc="reading events again", unit=" events", disable=None, file=sys.stderr) as bar:
        while (done := call("reread", whenever=whenever)) is not None:
            bar.update(done)


@contextmanager
def reader(data: str | None) -> Iterator[SqliteStore]:
    """The store to read from, beside whoever writes. The folder of an older version is first brought to today's tables, where no server of it runs."""
    folder = Path(load({"data": data})["data"])
    store = SqliteStore(folder, owner=False)
    try:
        if store.behind():
            SqliteStore(folder).close()
        yield store
    finally:
        store.close()


def one_site(store: SqliteStore, wanted: str | None) -> str:
    """The site asked for, or the only one. Raises ValueError naming those there are."""
    names = list(store.sites())
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted not in names:
        known = ", ".join(names) or "none yet: make one with `winnow site add`"
        raise ValueError(f"There is no site {wanted!r}. There are: {known}." if wanted else f"Say which site with --site. There are: {known}.")
    return wanted


def table(rows: list[dict[str, Any]], columns: list[tuple[str, str]]) -> str:
    """Rows as a table that fits the terminal: the last column gets what room is left."""
    shown = [[heading for _, heading in columns]] + [[_cell(row.get(key)) for key, _ in columns] for row in rows]
    widths = [min(max(len(line[place]) for line in shown), 32) for place in range(len(columns))]
    widths[-1] = max(20, shutil.get_terminal_size((120, 24)).columns - sum(widths[:-1]) - 2 * len(columns))
    lines = ["  ".join(text[:width].ljust(width) for text, width in zip(line, widths)).rstrip() for line in shown]
    lines.insert(1, "  ".join("─" * min(width, 60) for width in widths))
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    if isinstance(value, float):
        value = f"{value:.2f}"
    return " ".join(str("" if value is None else value).split())
