"""What was decided about a site, and when: versions of its rules, blind samples, what sales said. Only ever added to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from tracker.identity import public_id
from tracker.model import Row, Site
from tracker.wall.packing import raw_id, shown_id
from tracker.wall.registry import Registry

VERSION = ("number", "digest", "author", "note", "at", "program", "told")
SAMPLE = ("number", "at", "seed", "population", "edition")
DRAWN = ("id", "class", "reason", "last_seen", "buyer", "note", "author", "at")


class Override(Row):
    """What a site says in place of the rulebook: the owner's words, and apart from them what was learned.

    ``learned``: signal -> class -> millinats added to the vote. ``skipped``: spans of time (after, up to, ms)
    whose dispositions teach nothing, because what was learned from them was taken back.
    """

    votes: dict[str, dict[str, int]] = {}
    thresholds: dict[str, int] = {}
    dispositions: dict[str, str] = {}
    sections: dict[str, list[str]] = {}
    learned: dict[str, dict[str, int]] = {}
    skipped: tuple[tuple[int, int], ...] = ()


class Told(Row):
    """What a version keeps: the layers, the four fields as they were in force, the number of the last disposition
    that was learned from, and until when (ms) all that sales said was either learned from or skipped."""

    override: Override
    in_force: dict[str, Any]
    through: int = 0
    heard: int = 0


class Version(Row):
    """One published state of a site's rules. ``program`` is the rulebook's own version then; ``at`` in ms."""

    number: int
    digest: str
    author: str
    note: str
    at: int
    program: str
    told: Told


class History:
    """Every method runs on the connection it was made with; what writes belongs into a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection

    def _site(self, name: str) -> int:
        found = self.db.execute("SELECT id FROM sites WHERE name = ?", (name,)).fetchone()
        return found[0] if found else 0

    # -- versions of the rules --

    def publish(self, site: Site, version: Version) -> None:
        """Put a version in force: it is added to the history, and the site's profile follows it."""
        values = (self._site(site.name), version.number, version.digest, version.author, version.note, version.at, version.program)
        query = "INSERT INTO versions (site, number, digest, author, note, at, program, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        self.db.execute(query, (*values, msgspec.json.encode(version.told).decode()))
        Registry(self.db).set_site(site)

    def versions(self, site: str) -> list[Version]:
        """All versions of a site's rules, the oldest first."""
        query = "SELECT number, digest, author, note, at, program, told FROM versions WHERE site = ? ORDER BY number"
        rows = self.db.execute(query, (self._site(site),)).fetchall()
        return [Version(**dict(zip(VERSION[:-1], row)), told=msgspec.json.decode(row[-1], type=Told)) for row in rows]

    def latest(self, site: str) -> Version | None:
        """The version published last; None before the first."""
        query = "SELECT number, digest, author, note, at, program, told FROM versions WHERE site = ? ORDER BY number DESC LIMIT 1"
        row = self.db.execute(query, (self._site(site),)).fetchone()
        return Version(**dict(zip(VERSION[:-1], row)), told=msgspec.json.decode(row[-1], type=Told)) if row else None

    def rejudge(self, site: str, signals: Iterable[str] | None = None) -> int:
        """Have a site's visitors judged again, all or those with one of these signals; how many."""
        query, values = "SELECT v.visitor FROM verdicts v WHERE v.site = ?", [self._site(site)]
        if signals is not None:
            names = sorted(signals)
            query += f""" AND EXISTS (SELECT 1 FROM nodes n JOIN evidence e ON e.node = n.id WHERE n.visitor = v.visitor
                          AND e.signal IN (SELECT id FROM signals WHERE name IN ({','.join('?' * len(names))})))"""
            values += names
        return self.db.execute(f"INSERT INTO touched (visitor) {query} ON CONFLICT DO UPDATE SET times = times + 1", values).rowcount

    # -- what sales said --

    def visitors(self, site: str) -> list[str]:
        """The ids of all visitors of a site, in order."""
        return [shown_id(row[0]) for row in self.db.execute("SELECT public FROM verdicts WHERE site = ? ORDER BY public", (self._site(site),))]

    def disposed(self, site: str, most: int = -1) -> list[str]:
        """The ids of the visitors of whom sales said something, in order; with ``most`` only so many, those spoken of last."""
        spoken = "SELECT node FROM dispositions WHERE site = ? GROUP BY node ORDER BY max(id) DESC LIMIT ?"
        keys = [row[0] for row in self.db.execute(spoken, (self._site(site), most))]
        query = "SELECT v.public FROM nodes n JOIN nodes v ON v.id = n.visitor WHERE n.public = ?"
        found = (self.db.execute(query, (raw_id(public_id(site, key)),)).fetchone() for key in keys)
        return sorted({shown_id(row[0]) for row in found if row})

    def last_words(self) -> dict[str, int]:
        """Per site the number of its latest disposition; sites without any are left out."""
        return dict(self.db.execute("SELECT s.name, max(d.id) FROM dispositions d JOIN sites s ON s.id = d.site GROUP BY s.name").fetchall())

    # -- blind samples of the excluded --

    def draw(self, site: str, at: int, seed: int, population: int, edition: str, rows: Iterable[tuple[str, str, str, int]]) -> int:
        """Keep a sample: (visitor id, class, reason, last seen) as they stood when it was drawn; its number."""
        number = 1 + self.db.execute("SELECT coalesce(max(number), 0) FROM audits WHERE site = ?", (self._site(site),)).fetchone()[0]
        query = "INSERT INTO audits (site, number, at, seed, population, edition) VALUES (?, ?, ?, ?, ?, ?)"
        audit = self.db.execute(query, (self._site(site), number, at, str(seed), population, edition)).lastrowid
        values = [(audit, raw_id(visitor), told, reason, last) for visitor, told, reason, last in rows]
        self.db.executemany("INSERT INTO audit_rows VALUES (?, ?, ?, ?, ?)", values)
        return number

    def samples(self, site: str) -> list[dict[str, Any]]:
        """The samples of a site, the oldest first: number, at, seed, population, edition."""
        query = "SELECT number, at, seed, population, edition FROM audits WHERE site = ? ORDER BY number"
        return [dict(zip(SAMPLE, row)) for row in self.db.execute(query, (self._site(site),))]

    def drawn(self, site: str, number: int) -> list[dict[str, Any]]:
        """The visitors of a sample with the answer given last (buyer, note, author, at; None without one)."""
        query = """SELECT r.public, r.class, r.reason, r.last_seen, a.buyer, a.note, a.author, a.at FROM audits s JOIN audit_rows r ON r.audit = s.id
                   LEFT JOIN audit_answers a ON a.id = (SELECT max(id) FROM audit_answers WHERE audit = s.id AND public = r.public)
                   WHERE s.site = ? AND s.number = ? ORDER BY r.public"""
        rows = self.db.execute(query, (self._site(site), number)).fetchall()
        return [dict(zip(DRAWN, (shown_id(row[0]), *row[1:]))) for row in rows]

    def answer(self, site: str, number: int, author: str, at: int, rows: Iterable[tuple[str, str, str]]) -> None:
        """Add what a reviewer found out: (visitor id, yes, no or unclear, note). Earlier answers are kept."""
        query = """INSERT INTO audit_answers (audit, public, buyer, note, author, at)
                   SELECT id, ?3, ?4, ?5, ?6, ?7 FROM audits WHERE site = ?1 AND number = ?2"""
        self.db.executemany(query, [(self._site(site), number, raw_id(visitor), buyer, note, author, at) for visitor, buyer, note in rows])
