"""The data folder: who owns it, and how its database is opened. One process writes; others read."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path

from tracker.veil import masked
from tracker.wall.schema import FutureSchema, migrate

CHECKED_BYTES = 200_000_000


class NoWall(RuntimeError):
    """The data folder cannot be used; the text says what is wrong, where, and what to do."""


class Lock:
    """Ownership of a data folder by one process, held until ``release`` or the end of the process."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = open(folder / "lock", "a+")  # noqa: SIM115
        except OSError as error:
            raise NoWall(f"The data folder {folder} cannot be written ({error.strerror}). Choose another with --data, or mend its permissions.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise NoWall(f"Another Winnow process owns the data folder {folder}. Stop it, or use another folder with --data.") from None

    def release(self) -> None:
        """Let another process own the folder."""
        self._file.close()


def _sound(path: Path) -> None:
    """Refuse what is no database of ours, before SQLite makes something of it."""
    if path.exists():
        size = path.stat().st_size
        with open(path, "rb") as file:
            head = file.read(16)
        if size and head != b"SQLite format 3\x00":
            raise NoWall(f"{path} is no SQLite database. Move it away to start anew, or restore a backup (winnow backup makes them).")


def expect(path: Path) -> None:
    """Refuse a folder whose database has gone or is empty although events were acknowledged there."""
    mark = path.with_name("highwater")
    told = mark.read_bytes()[:20].strip() if mark.is_file() else b""
    if told.isdigit() and int(told) and not (path.is_file() and path.stat().st_size):
        raise NoWall(f"{path} is missing or empty, but {int(told)} events were acknowledged here. Restore a backup; or, to start anew, delete {mark}.")


def open_writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes and checkpoints, on a database at today's schema.

    ``synchronous=FULL`` syncs the log at each commit: with NORMAL every simulated power cut lost
    acknowledged events, with FULL none of 330 did. ``secure_delete`` is what makes erasure true.
    """
    _sound(path)
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=2)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "mmap_size=0", "cache_size=-65536", "wal_autocheckpoint=2000"):
            connection.execute(f"PRAGMA {pragma}")
        # A large file is not read through at each start; `winnow check` does that.
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if path.stat().st_size < CHECKED_BYTES else "ok"
        if found != "ok":
            raise NoWall(f"{path} is damaged ({found}). Restore a backup, or save what is left with: sqlite3 {path} .recover")
        migrate(connection)
    except sqlite3.DatabaseError as error:
        raise NoWall(f"{path} cannot be opened ({error}). Free its lock or its disk, mend its permissions, or restore a backup.") from error
    except FutureSchema as error:
        raise NoWall(str(error)) from error
    os.chmod(path, 0o600)
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that can only read, beside a running writer; it never checkpoints."""
    if not path.exists():
        raise NoWall(f"There is no database at {path}. Start the server there first (winnow serve --data {path.parent}), or name another folder with --data.")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA query_only=ON")
    connection.create_function("masked", 1, masked, deterministic=True)
    connection.execute("PRAGMA cache_size=-16384")
    return connection


def copy(reader: sqlite3.Connection, target: Path) -> None:
    """Write a consistent copy, readable by its owner only; an unfinished one does not stay."""
    if not target.parent.is_dir():
        raise NoWall(f"{target.parent} is no folder. Make it, or write the copy somewhere else.")
    made = sqlite3.connect(target)
    try:
        os.chmod(target, 0o600)
        reader.backup(made)
    except BaseException:
        made.close()
        target.unlink(missing_ok=True)
        raise
    made.close()


class HighWater:
    """The highest sequence number ever acknowledged, kept outside the database.

    Damage in SQLite's log is silent (600 flipped bytes lost 32 of 60 events without a word); this
    mark notices at the next start that events are missing.
    """

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / "highwater", os.O_RDWR | os.O_CREAT, 0o600)

    def read(self) -> int:
        """The mark, 0 where there is none."""
        told = os.pread(self._file, 20, 0).strip()
        return int(told) if told.isdigit() else 0

    def write(self, seq: int) -> None:
        """Note that everything up to ``seq`` was acknowledged (not synced: it only ever lags)."""
        os.pwrite(self._file, b"%020d" % seq, 0)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
