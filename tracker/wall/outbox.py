"""The outbox: what happened to visitors that a destination wants to know, kept in the step in which it happened.

A row says who, what and when; no contact data. What is sent is read from the wall when it leaves, so that an
objection that came meanwhile counts. A delivery is one such row for one destination; it is waiting, done or dead.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from tracker.model import Judged
from tracker.parcel import DIGEST, ERASED, Destination
from tracker.wall.packing import raw_id, shown_id

LISTED = ("destination", "sequence", "id", "type", "visitor", "at", "state", "tries", "due", "tried", "says")
DUE = """SELECT d.destination, d.seq, d.tries, o.id, o.kind, o.public, o.at, o.told FROM deliveries d JOIN outbox o ON o.seq = d.seq
         WHERE d.destination = ? AND d.state = 'waiting' AND d.due <= ? ORDER BY d.due, d.seq LIMIT ?"""
LIST = """SELECT p.name, d.seq, o.id, o.kind, o.public, o.at, d.state, d.tries, d.due, d.tried, d.says FROM deliveries d
          JOIN outbox o ON o.seq = d.seq JOIN destinations p ON p.id = d.destination JOIN sites s ON s.id = p.site
          WHERE s.name = ? AND d.seq > ? AND (?3 = '' OR d.state = ?3) AND (?4 = '' OR p.name = ?4) ORDER BY d.seq, p.id LIMIT ?5"""
# Who was told of a person: by a delivery that was tried, or (for as long as the person is kept) by a decision of the gate.
TOLD = """SELECT p.id FROM destinations p WHERE p.site = ?1 AND p.kind = 'webhook' AND (
          EXISTS (SELECT 1 FROM decisions WHERE site = ?1 AND public = ?2 AND channel = p.kind || ':' || p.name)
          OR EXISTS (SELECT 1 FROM outbox o JOIN deliveries d ON d.seq = o.seq AND d.destination = p.id WHERE o.public = ?2 AND d.tries))"""


class Waiting(msgspec.Struct, frozen=True):
    """A delivery whose time has come."""

    destination: int
    seq: int
    tries: int
    id: str
    kind: str
    visitor: str
    at: int
    told: dict[str, Any]


def kinds(before: tuple[str, str, str, int], after: Judged) -> list[str]:
    """What happened between two judgements of somebody: (place, class, stage, when judged, 0 for never) and the new one."""
    (was, who, stage, judged), now = before, after.place
    told = ["lead.entered"] if now == "lead" != was else ["lead.left"] if was == "lead" != now else []
    if was == now == "lead" and stage != after.row.get("stage", ""):
        told.append("lead.stage_changed")
    if judged and who != after.row.get("class", ""):
        told.append("class.changed")
    return told + (["review.needed"] if now == "review" != was else [])


class Outbox:
    """Every method runs on the connection it was made with; what writes belongs into a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection

    # -- where to --

    def add(self, site: str, name: str, kind: str, told: dict[str, Any], now: int, due: int) -> None:
        """Make a destination. Raises ValueError where the site has one of this name."""
        told = {**told, "seq": self._last()} if due else told
        query = "INSERT OR IGNORE INTO destinations (site, name, kind, told, created, due) SELECT id, ?2, ?3, ?4, ?5, ?6 FROM sites WHERE name = ?1"
        if not self.db.execute(query, (site, name, kind, msgspec.json.encode(told).decode(), now, due)).rowcount:
            raise ValueError(f"The site {site!r} has a destination {name!r} already. Choose another name, or remove that one first (winnow destination remove {name}).")

    def change(self, found: Destination) -> None:
        """Put a destination's settings, pause and next digest in place of the former."""
        values = (msgspec.json.encode(found.told).decode(), found.paused, found.due, found.number)
        self.db.execute("UPDATE destinations SET told = ?, paused = ?, due = ? WHERE id = ?", values)

    def remove(self, number: int) -> None:
        """Take a destination away, with what still waits for it."""
        self.db.execute("DELETE FROM deliveries WHERE destination = ?", (number,))
        self.db.execute("DELETE FROM destinations WHERE id = ?", (number,))

    def destinations(self, site: str | None = None) -> list[Destination]:
        """The destinations of a site, or of all."""
        query = """SELECT d.id, s.name, d.name, d.kind, d.told, d.paused, d.created, d.due FROM destinations d JOIN sites s ON s.id = d.site
                   WHERE ?1 IS NULL OR s.name = ?1 ORDER BY s.name, d.name"""
        rows = self.db.execute(query, (site,)).fetchall()
        return [Destination(number=row[0], site=row[1], name=row[2], kind=row[3], told=msgspec.json.decode(row[4]), paused=row[5], created=row[6], due=row[7]) for row in rows]

    # -- what happened --

    def note(self, site: int, before: tuple[str, str, str, int], after: Judged) -> None:
        """Keep what a judgement changed, for those destinations that want to know. Nothing is kept where a site has none."""
        happened = kinds(before, after)
        if happened and (near := self._destinations(site)):
            states = [dict(zip(("list", "class", "stage"), state)) for state in (before, (after.place, after.row.get("class", ""), after.row.get("stage", "")))]
            told = {"before": states[0], "after": states[1], "reason": after.row.get("reason", ""), "says": after.row.get("says", "")}
            for kind in happened:
                self._put(site, kind, raw_id(after.visitor), after.judged, told, [number for number, wanted in near if kind in wanted])

    def merged(self, site: int, public: bytes, into: bytes) -> None:
        """A lead has become part of another visitor, which will be told of by itself."""
        to = [number for number, wanted in self._destinations(site) if "lead.left" in wanted]
        if to:
            self._put(site, "lead.left", public, 0, {"reason": "merged", "says": "Is the same person as another visitor.", "into": shown_id(into)}, to)

    def forget(self, site: int, publics: Iterable[bytes]) -> None:
        """Take somebody who is erased out of the outbox. Whoever was told of them is told of the erasure: by the bare id, once."""
        for public in publics:
            to = [row[0] for row in self.db.execute(TOLD, (site, public)).fetchall()]
            self.db.execute("DELETE FROM deliveries WHERE seq IN (SELECT seq FROM outbox WHERE public = ? AND kind <> ?)", (public, ERASED))
            self.db.execute("DELETE FROM outbox WHERE public = ? AND kind <> ?", (public, ERASED))
            if to:
                self._put(site, ERASED, public, 0, {}, to)

    def digest(self, found: Destination, until: int, due: int) -> None:
        """Have the news since the last digest mailed, and set the time of the next. They are counted by number, not by time:
        what was judged before this moment and is kept after it belongs to the next digest."""
        site, last = self.db.execute("SELECT site FROM destinations WHERE id = ?", (found.number,)).fetchone()[0], self._last()
        told = {"since": found.told.get("until") or found.created, "until": until, "after": found.told["seq"], "upto": last}
        self._put(site, DIGEST, b"", until, told, [found.number])
        self.change(msgspec.structs.replace(found, due=due, told={**found.told, "until": until, "seq": last}))

    def news(self, site: str, after: int, upto: int) -> dict[str, list[str]]:
        """Whom each kind of event befell behind a sequence number up to another, the latest first, everybody once in each."""
        query = """SELECT o.kind, o.public FROM outbox o JOIN sites s ON s.id = o.site WHERE s.name = ? AND o.seq > ? AND o.seq <= ? AND o.public <> x''
                   GROUP BY o.kind, o.public ORDER BY max(o.seq) DESC"""
        told: dict[str, list[str]] = {}
        for kind, public in self.db.execute(query, (site, after, upto)):
            told.setdefault(kind, []).append(shown_id(public))
        return told

    def _last(self) -> int:
        # Not max(seq): what is purged or erased leaves its number behind, and numbers never come again.
        row = self.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").fetchone()
        return row[0] if row else 0

    def _destinations(self, site: int) -> list[tuple[int, list[str]]]:
        rows = self.db.execute("SELECT id, told FROM destinations WHERE site = ?", (site,)).fetchall()
        return [(number, msgspec.json.decode(told).get("events", [])) for number, told in rows]

    def _put(self, site: int, kind: str, public: bytes, at: int, told: dict[str, Any], to: list[int]) -> None:
        # The id is chance, not the number: after a backup is restored numbers come again, and a receiver would drop news as doubles.
        values = (f"msg_{secrets.token_hex(12)}", site, kind, public, at, msgspec.json.encode(told).decode())
        seq = self.db.execute("INSERT INTO outbox (id, site, kind, public, at, told) VALUES (?, ?, ?, ?, ?, ?)", values).lastrowid
        self.db.executemany("INSERT INTO deliveries (destination, seq, due) VALUES (?, ?, 0)", [(number, seq) for number in to])

    # -- what is to be sent --

    def due(self, destination: int, now: int, limit: int) -> list[Waiting]:
        """The deliveries to a destination whose time has come."""
        rows = self.db.execute(DUE, (destination, now, limit)).fetchall()
        return [Waiting(*row[:5], shown_id(row[5]) if row[5] else "", row[6], msgspec.json.decode(row[7])) for row in rows]

    def mark(self, one: Waiting, state: str, due: int, now: int, says: str) -> None:
        """Keep what came of an attempt."""
        query = "UPDATE deliveries SET state = ?, tries = tries + 1, due = ?, tried = ?, says = ? WHERE destination = ? AND seq = ?"
        self.db.execute(query, (state, due, now, says[:300], one.destination, one.seq))

    def listed(self, site: str, state: str = "", destination: str = "", after: int = 0, limit: int = 200) -> list[dict[str, Any]]:
        """Deliveries by sequence number; ``after`` is the cursor."""
        rows = self.db.execute(LIST, (site, after, state, destination, limit)).fetchall()
        return [{**dict(zip(LISTED, row)), "visitor": shown_id(row[4]) if row[4] else None} for row in rows]

    def counts(self, destination: int) -> dict[str, int]:
        """How many deliveries of a destination are waiting, done and dead, and when the last one was taken (ms)."""
        rows = dict(self.db.execute("SELECT state, count(*) FROM deliveries WHERE destination = ? GROUP BY state", (destination,)).fetchall())
        last = self.db.execute("SELECT coalesce(max(tried), 0) FROM deliveries WHERE destination = ? AND state = 'done'", (destination,)).fetchone()[0]
        return {**{state: rows.get(state, 0) for state in ("waiting", "done", "dead")}, "last": last}

    def again(self, found: Destination, after: int | None, sequence: int | None) -> int:
        """Send again what is dead; or one delivery; or everything beyond a sequence number, also what was not meant for it then. How many."""
        start = "UPDATE deliveries SET state = 'waiting', tries = 0, due = 0 WHERE destination = ? AND "
        if sequence is not None:
            return self.db.execute(start + "seq = ?", (found.number, sequence)).rowcount
        if after is None:
            return self.db.execute(start + "state = 'dead'", (found.number,)).rowcount
        wanted = msgspec.json.encode(found.told.get("events", [])).decode()
        query = """INSERT INTO deliveries (destination, seq, due) SELECT ?1, o.seq, 0 FROM outbox o JOIN destinations p ON p.id = ?1 AND p.site = o.site
                   WHERE o.seq > ?2 AND (o.kind IN (SELECT value FROM json_each(?3)) OR EXISTS (SELECT 1 FROM deliveries d WHERE d.destination = ?1 AND d.seq = o.seq))
                   ON CONFLICT DO UPDATE SET state = 'waiting', tries = 0, due = 0"""
        return self.db.execute(query, (found.number, after, wanted)).rowcount

    def purge(self, before: int) -> int:
        """Drop what was settled before a moment (ms), what waits since before it at a paused destination, and what nobody
        was to be told; how many events."""
        old = "SELECT seq FROM outbox WHERE at > 0 AND at < ?1"
        self.db.execute(f"DELETE FROM deliveries WHERE state <> 'waiting' AND tried < ?1 OR seq IN ({old})", (before,))
        return self.db.execute("DELETE FROM outbox WHERE at < ? AND seq NOT IN (SELECT seq FROM deliveries)", (before,)).rowcount
