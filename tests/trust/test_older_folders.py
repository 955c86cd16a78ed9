"""A folder that an older version wrote, and the commands that only read: brought to today's tables, or told what to do; never a traceback."""

from __future__ import annotations

import fcntl
import sqlite3
import subprocess
import sys
from pathlib import Path

from sqlite_utils import Database

from tracker.stores.sqlite import SqliteStore
from tracker.wall.schema import behind, migrations


def older(folder: Path) -> Path:
    """A folder at the schema before the newest step."""
    folder.mkdir()
    connection = sqlite3.connect(folder / "winnow.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    migrations.apply(Database(connection), stop_before=migrations._migrations[-1].name)
    connection.close()
    return folder


def winnow(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run([sys.executable, "-m", "tracker", *words, "--data", str(folder)], capture_output=True, text=True, timeout=60, check=False)


def test_reading_commands_bring_an_older_folder_to_today(tmp_path: Path) -> None:
    """Nothing needs to be known about versions: the first command mends it, and the second finds nothing to do."""
    folder = older(tmp_path / "old")
    for command in (["doctor"], ["destination", "list"], ["check"]):
        told = winnow(*command, folder=folder)
        assert told.returncode == 0, told.stderr
    store = SqliteStore(folder, owner=False)
    assert not store.behind()
    store.close()


def test_beside_a_running_older_server_the_remedy_is_told(tmp_path: Path) -> None:
    """It owns the folder and its tables: nothing is changed under it."""
    folder = older(tmp_path / "old")
    with open(folder / "lock", "a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        told = winnow("destination", "list", folder=folder)
    assert told.returncode and "owns the data folder" in told.stderr and "Traceback" not in told.stderr
    connection = sqlite3.connect(folder / "winnow.db")
    assert behind(connection)
    connection.close()
