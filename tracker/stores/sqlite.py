"""The wall in one SQLite file: the embedded default. One connection writes, any number read."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from tracker.model import Entry, Judged, Known, Site
from tracker.wall import files, knowing, lists, objecting, schema
from tracker.wall.history import History
from tracker.wall.merging import Merging, found, leads_to
from tracker.wall.outbox import Outbox
from tracker.wall.packing import raw_id, shown_id, unsqueeze
from tracker.wall.recording import Recorder
from tracker.wall.registry import Registry
from tracker.wall.replay import Replay
from tracker.wire import Ask, Key, Slice

T = TypeVar("T")
FILE = "winnow.db"
STOOD = "SELECT site, place, class, stage, judged FROM verdicts WHERE visitor = ? AND public = ?"


def new(folder: Path, sites: Iterable[Site]) -> SqliteStore:
    """An empty store in a folder of its own that knows these sites: how the suite of all stores makes one."""
    store = SqliteStore(folder)
    store.administer(lambda registry: [registry.add_site(site, 0) for site in sites])
    return store


class SqliteStore(Merging, Replay):
    """Keeps events, evidence and verdicts in one file; tests/shelves/test_stores.py says what every store promises."""

    # What is an event's own fault; anything else (full disk, lock, damage) means: nothing was kept, come later.
    Poison = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError, ValueError, TypeError, KeyError, OverflowError)

    def __init__(self, folder: Path, owner: bool = True) -> None:
        self.folder, self.path = Path(folder), Path(folder) / FILE
        self._lock = files.Lock(self.folder) if owner else None
        self._local, self._turn = threading.local(), 0
        self._readers: list[sqlite3.Connection] = []
        self.recorder: Recorder | None = None
        self.seal = objecting.read_seal(self.folder) if not owner else None
        if owner:
            try:
                self._open_writer()
            except BaseException:
                self._lock.release()
                raise

    def _open_writer(self) -> None:
        files.expect(self.path)
        self._writer = files.open_writer(self.path)
        self.seal = objecting.open_seal(self._writer, self.folder)
        self.recorder = Recorder(self._writer)
        self._mark = files.HighWater(self.folder)
        highest = self._writer.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]
        self.missing = max(0, self._mark.read() - highest)

    # -- writing: only ever from one thread (tracker/writer.py) --

    def transact(self, work: Callable[[], T]) -> T:
        """Run ``work`` in one transaction, synced when this returns; on any error nothing of it stays."""
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            result = work()
            self._writer.execute("COMMIT")
        except BaseException:
            self.recorder.forget()
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise
        if self.recorder.seq:
            with contextlib.suppress(OSError):  # it only ever lags; what was committed stays acknowledged
                self._mark.write(self.recorder.seq)
        return result

    def record(self, entries: Iterable[Entry]) -> list[bool]:
        """Keep each event once and add its evidence, in one synced step; True for each repeated one."""
        return self.transact(lambda: self.recorder.record(entries))

    def record_apart(self, entries: Iterable[Entry]) -> list[bool | Exception]:
        """The same, but an event that cannot be kept (a Poison) takes no other with it: its fault stands at its place.
        Still one step: where the disk fails, nothing of all of them stays."""
        db = self._writer

        def one(entry: Entry) -> bool | Exception:
            db.execute("SAVEPOINT one")
            try:
                return self.recorder.record([entry])[0]
            except self.Poison as fault:
                db.execute("ROLLBACK TO one")
                self.recorder.forget()
                return fault
            finally:
                if db.in_transaction:
                    db.execute("RELEASE one")

        return self.transact(lambda: [one(entry) for entry in entries])

    def settle(self, judged: Iterable[tuple[int, int, Judged | None]]) -> None:
        """Replace the list rows of visitors (number, times touched when read, row or None for one who is gone); in
        the same step, what changed goes into the outbox."""

        def work() -> None:
            for visitor, times, row in judged:
                found = row and self._writer.execute(STOOD, (visitor, raw_id(row.visitor))).fetchone()
                if found:
                    lists.save(self._writer, found[0], visitor, row)
                    Outbox(self._writer).note(found[0], found[1:], row)
                self._writer.execute("DELETE FROM touched WHERE visitor = ? AND times = ?", (visitor, times))

        self.transact(work)

    def note_decisions(self, site: str, decisions: list[tuple[str, str]], channel: str, at: int) -> None:
        """Remember under which decision id whose contact data left through which channel."""
        query = "INSERT OR IGNORE INTO decisions SELECT ?1, id, ?3, ?4, ?5 FROM sites WHERE name = ?2"
        rows = [(decision, site, raw_id(visitor), channel, at) for decision, visitor in decisions]
        self.transact(lambda: self._writer.executemany(query, rows))

    def refuse(self, site: str, codes: dict[str, int]) -> None:
        """Count refused messages by reason."""
        query = "INSERT INTO refusals SELECT id, ?2, ?3 FROM sites WHERE name = ?1 ON CONFLICT DO UPDATE SET count = count + excluded.count"
        self.transact(lambda: self._writer.executemany(query, [(site, code, count) for code, count in codes.items()]))

    def administer(self, work: Callable[[Registry], T]) -> T:
        """Change sites, keys or users in one transaction."""
        return self.transact(lambda: work(Registry(self._writer)))

    def touch_all(self) -> int:
        """Have every visitor judged again; how many there are."""
        query = "INSERT INTO touched (visitor) SELECT visitor FROM verdicts WHERE true ON CONFLICT DO UPDATE SET times = times + 1"
        return self.transact(lambda: self._writer.execute(query).rowcount)

    def _touch(self, visitor: int) -> None:
        self._writer.execute("INSERT INTO touched (visitor) VALUES (?) ON CONFLICT DO UPDATE SET times = times + 1", (visitor,))

    # -- reading: from any thread, beside the writer --

    @property
    def reader(self) -> sqlite3.Connection:
        """This thread's own read connection."""
        found = getattr(self._local, "reader", None)
        if found is None:
            found = self._local.reader = files.open_reader(self.path)
            self._readers.append(found)
        return found

    def release_reader(self) -> None:
        """Close this thread's read connection, when the thread ends."""
        found = self._local.__dict__.pop("reader", None)
        if found is not None:
            self._readers.remove(found)
            found.close()

    @property
    def registry(self) -> Registry:
        """Sites, keys and users, to read."""
        return Registry(self.reader)

    @property
    def history(self) -> History:
        """Versions of the rules, blind samples and what sales said, to read."""
        return History(self.reader)

    @property
    def outbox(self) -> Outbox:
        """Destinations and what is to be sent to them, to read."""
        return Outbox(self.reader)

    def post(self, work: Callable[[Outbox], T]) -> T:
        """Change destinations or deliveries in one transaction."""
        return self.transact(lambda: work(Outbox(self._writer)))

    def sites(self) -> dict[str, Site]:
        """All sites by name."""
        return self.registry.sites()

    def keys(self) -> dict[str, Key]:
        """The keys in force, by digest."""
        return self.registry.keys()

    def _site(self, name: str) -> int:
        found = self.reader.execute("SELECT id FROM sites WHERE name = ?", (name,)).fetchone()
        return found[0] if found else 0

    def resolve(self, site: str, identity: str) -> str | None:
        """The visitor's id for any id of theirs: a visitor id (also of one merged since), anonymousId or userId."""
        node = found(self.reader, self._site(site), site, identity)
        return leads_to(self.reader, node) if node else None

    def touched(self, limit: int) -> list[tuple[int, int, str, str]]:
        """Whom to judge again: (number, times touched, site, visitor id); in turn, so that busy ones starve nobody."""
        query = """SELECT t.visitor, t.times, s.name, n.public FROM touched t JOIN nodes n ON n.id = t.visitor
                   JOIN sites s ON s.id = n.site WHERE t.visitor > ? ORDER BY t.visitor LIMIT ?"""
        rows = self.reader.execute(query, (self._turn, limit)).fetchall()
        if len(rows) < limit and self._turn:
            rows += [row for row in self.reader.execute(query, (0, limit - len(rows))) if row[0] <= self._turn]
        self._turn = rows[-1][0] if rows else 0
        return [(*row[:3], shown_id(row[3])) for row in rows]

    def aged(self, before: int, after: tuple[int, int], limit: int) -> list[tuple[int, int, int, str, str]]:
        """Whose row was judged before a moment (ms): (judged, number, times touched, site, visitor id), the longest ago
        first, beginning behind the (judged, number) ``after``."""
        query = """SELECT v.judged, v.visitor, coalesce(t.times, 0), s.name, v.public FROM verdicts v JOIN sites s ON s.id = v.site
                   LEFT JOIN touched t ON t.visitor = v.visitor WHERE v.judged < ? AND (v.judged, v.visitor) > (?, ?)
                   ORDER BY v.judged, v.visitor LIMIT ?"""
        return [(*row[:4], shown_id(row[4])) for row in self.reader.execute(query, (before, *after, limit))]

    def waiting(self) -> int:
        """How many visitors wait to be judged."""
        return self.reader.execute("SELECT count(*) FROM touched").fetchone()[0]

    def known(self, site: str, visitor: str) -> Known | None:
        """All that hangs on the wall about a visitor, merged over its nodes; None if there is no such visitor."""
        number = self._site(site)
        found = knowing.known(self.reader, number, site, visitor)
        return objecting.with_objection(self.reader, self.seal, number, found) if found else None

    def class_counts(self, site: str, place: str) -> dict[str, int]:
        """How many of each class stand on a list."""
        query = "SELECT class, count(*) FROM verdicts WHERE site = ? AND place = ? GROUP BY class"
        return dict(self.reader.execute(query, (self._site(site), place)).fetchall())

    def slice(self, ask: Ask) -> Slice:
        """One page of a list."""
        return lists.read(self.reader, self._site(ask.site), ask)

    def row(self, site: str, visitor: str) -> dict[str, Any] | None:
        """A visitor's row as last judged; None before that."""
        found = self.reader.execute("SELECT row FROM verdicts v JOIN nodes n ON n.id = v.visitor WHERE n.site = ? AND n.public = ?", (self._site(site), raw_id(visitor))).fetchone()
        return unsqueeze(found[0]) if found and found[0] else None

    def counts(self, site: str) -> dict[str, int]:
        """How many visitors each place holds; they add up to all visitors of the site."""
        return lists.counts(self.reader, self._site(site))

    def total_events(self, site: str | None = None) -> int:
        """How many events are kept, of one site or of all."""
        if site is None:
            return self.reader.execute("SELECT count(*) FROM events").fetchone()[0]
        return self.reader.execute("SELECT coalesce(sum(events), 0) FROM nodes WHERE site = ?", (self._site(site),)).fetchone()[0]

    def refusals(self, site: str) -> dict[str, int]:
        """Refused messages by reason."""
        return dict(self.reader.execute("SELECT code, count FROM refusals WHERE site = ? ORDER BY code", (self._site(site),)).fetchall())

    def behind(self) -> bool:
        """Whether an older version wrote the file, so that today's tables are not all there. Only reads."""
        return bool(schema.behind(self.reader))

    def check(self) -> list[str]:
        """Whether the file is sound and the books balance; lines that begin with WRONG are not."""
        return knowing.check(self.reader)

    def backup(self, target: Path) -> None:
        """Write a consistent copy beside a running server. Raises FileExistsError rather than overwrite."""
        if target.exists():
            raise FileExistsError(f"{target} exists. Choose another name; a backup never overwrites.")
        files.copy(self.reader, target)

    def close(self) -> None:
        """Close every connection; the log is folded into the database, the folder is free again."""
        for reader in self._readers:
            reader.close()
        if self.recorder:
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._writer.close()
            self._mark.close()
            self._lock.release()
