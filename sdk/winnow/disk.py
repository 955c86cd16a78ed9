"""The spool: batches that could not be sent wait in a folder and are sent by the next run, or later in this one."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .ledger import Queued
from .messages import new_id

CAPACITY = 64 * 1024 * 1024  # bytes; about 150,000 messages


class Full(Exception):
    """The spool holds CAPACITY bytes already."""


class Spool:
    """A folder of `<uuid7>.jsonl` files, one batch each, oldest first; complete or not there at all.

    The messages keep their ids, so a batch that did arrive before the crash changes nothing when sent again.
    """

    def __init__(self, folder: str | os.PathLike[str], host: str, write_key: str) -> None:
        # A folder of its own per collector and key: another site's client may share `spool=`.
        mark = hashlib.sha256(f"{host} {write_key}".encode()).hexdigest()[:16]
        self.folder = Path(folder) / mark
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._rescue()

    def write(self, items: Sequence[Queued]) -> None:
        """On disk when this returns. Raises Full or OSError."""
        body = b"\n".join(item.body for item in items) + b"\n"
        if sum(path.stat().st_size for path in self._files()) + len(body) > CAPACITY:
            raise Full(f"{self.folder} holds more than {CAPACITY} bytes: is the collector down for long?")
        name = new_id()
        draft = self.folder / f"{name}.draft"
        # The messages hold personal data: for the owner of the process only.
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / f"{name}.jsonl")

    def replay(self, send: Callable[[list[Queued]], bool]) -> bool:
        """Gives the oldest batch to `send` and deletes it if that returns True. True if it is worth going on."""
        with self._alone() as mine:
            path = next(iter(self._files()), None) if mine else None
            if path is None:
                return False
            items = _read(path)
            if items and not send(items):
                return False
            path.unlink(missing_ok=True)
            return True

    def waiting(self) -> bool:
        """True while there is a batch to send."""
        return bool(self._files())

    def _rescue(self) -> None:
        """What a program that was killed while writing has left: its complete lines are as good as any."""
        for draft in self.folder.glob("*.draft"):
            with contextlib.suppress(OSError):  # another process was faster
                if time.time() - draft.stat().st_mtime > 60:  # s; a living writer needs milliseconds
                    draft.rename(draft.with_suffix(".jsonl"))

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.jsonl"))

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """Only one process of those that share the folder replays; the system frees the lock of a dead one."""
        try:
            import fcntl
        except ImportError:  # Windows: two may send the same batch, and the collector keeps it once
            yield True
            return
        with open(os.open(self.folder / "lock", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            try:
                yield True
            finally:
                # Explicitly: a child forked meanwhile keeps a copy of the handle, and with it the lock.
                fcntl.flock(lock, fcntl.LOCK_UN)


def _read(path: Path) -> list[Queued]:
    items = []
    for line in path.read_bytes().splitlines():
        with contextlib.suppress(ValueError, KeyError, TypeError):  # a line damaged on disk must not hold up the rest
            items.append(Queued(str(json.loads(line)["messageId"]), line))
    return items
