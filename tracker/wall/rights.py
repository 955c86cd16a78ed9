"""What the store does for a person's rights and for questions about all: objections, alterations, cleaning the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from tracker.wall import erasing
from tracker.wall.objecting import object_to
from tracker.wall.packing import raw_id
from tracker.wall.recording import Recorder

T = TypeVar("T")


class Rights:
    """A part of SqliteStore: it uses the store's writer, recorder, seal and high-water mark."""

    def suppress(self, site: str, key: str, reason: str, at: int, visitor: str) -> None:
        """Keep somebody (by a key of theirs; a sealed digest of it is kept) out of every outreach from now on."""

        def work() -> None:
            number = self.recorder.site(site)
            object_to(self._writer, self.seal, number, [key], reason, at)
            for row in self._writer.execute("SELECT visitor FROM nodes WHERE site = ? AND public = ?", (number, raw_id(visitor))).fetchall():
                self._touch(row[0])

        self.transact(work)

    def alter(self, work: Callable[[sqlite3.Connection, Recorder], T]) -> T:
        """Run ``work(connection, recorder)`` that takes rows off the wall, in one synced transaction.

        Afterwards the recorder's memory is empty, and the high-water mark stands where the events end
        now: what was taken away on purpose must not look like damage at the next start.
        """

        def whole() -> T:
            result = work(self._writer, self.recorder)
            self.recorder.forget()
            self._mark.write(self._writer.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0])
            return result

        return self.transact(whole)

    def scrub(self, vacuum: bool = False) -> bool:
        """Leave nothing of what was deleted on the disk; False while a reader still needs the log."""
        return erasing.scrub(self._writer, vacuum)

    def ask(self, question: Callable[..., T], site: str, *given: Any) -> T:
        """Answer a question of tracker/wall: ``question(connection, number of the site, ...)``, beside the writer."""
        return question(self.reader, self._site(site), *given)
