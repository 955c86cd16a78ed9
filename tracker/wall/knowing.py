"""What is known of one visitor, merged over its nodes when read; and whether the books balance."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from tracker.identity import TOLD
from tracker.model import Evidence, Known, Mark, Trait
from tracker.parts import put_together
from tracker.traits import prevails
from tracker.wall.packing import raw_id, unpack_traits


def known(db: sqlite3.Connection, number: int, site: str, visitor: str) -> Known | None:
    """All that hangs on the wall about a visitor, read at one moment; None if there is no such visitor."""
    db.execute("BEGIN")
    try:
        nodes = db.execute(
            "SELECT id, key, events, first, last, public FROM nodes WHERE visitor = (SELECT id FROM nodes WHERE site = ? AND public = ?) ORDER BY key",
            (number, raw_id(visitor)),
        ).fetchall()
        if not nodes:
            return None
        rows = {row[1]: row for row in nodes}

        def read(keys: tuple[str, ...]) -> Known:
            return _body(db, site, visitor, [rows[key] for key in keys])

        links = _links(db, {row[0]: row[1] for row in nodes}) if len(nodes) > 1 else []
        found = put_together(rows, links, [row[1] for row in nodes if row[2]], read)
        return msgspec.structs.replace(found, dispositions=_dispositions(db, number, list(rows)))
    finally:
        db.execute("COMMIT")


def _body(db: sqlite3.Connection, site: str, visitor: str, nodes: list[tuple]) -> Known:
    seen = [row for row in nodes if row[2]]
    ids = str([row[0] for row in nodes])  # a JSON array
    return Known(
        site=site,
        visitor=visitor,
        nodes=tuple(row[1] for row in nodes),
        evidence=_evidence(db, ids),
        traits=_traits(db, ids),
        events=sum(row[2] for row in nodes),
        first_seen=min((row[3] for row in seen), default=0),
        last_seen=max((row[4] for row in seen), default=0),
    )


def _links(db: sqlite3.Connection, keys: dict[int, str]) -> list[tuple[str, str, int]]:
    """The links within a visitor: two node keys and the word."""
    query = """SELECT a, b, sure FROM links WHERE a IN (SELECT value FROM json_each(?1))
               UNION ALL SELECT a, b, ?2 FROM merges WHERE a IN (SELECT value FROM json_each(?1))"""
    found = db.execute(query, (str(list(keys)), TOLD)).fetchall()
    return [(keys[a], keys[b], word) for a, b, word in found if b in keys]


def _evidence(db: sqlite3.Connection, nodes: str) -> Evidence:
    query = """SELECT s.name, e.day, e.count, e.first, e.last, t.value FROM evidence e JOIN signals s ON s.id = e.signal
                LEFT JOIN texts t ON t.id = e.sample WHERE e.node IN (SELECT value FROM json_each(?))"""
    joined: dict[tuple[str, int], Mark] = {}
    for name, day, count, first, last, sample in db.execute(query, (nodes,)):
        mark = Mark(count=count, first=first, last=last, sample=sample or "")
        joined[name, day] = joined[name, day] + mark if (name, day) in joined else mark
    return Evidence(marks=joined)


def _traits(db: sqlite3.Connection, nodes: str) -> dict[str, Trait]:
    best: dict[str, Trait] = {}
    for (told,) in db.execute("SELECT told FROM traits WHERE node IN (SELECT value FROM json_each(?))", (nodes,)):
        best |= {name: trait for name, trait in unpack_traits(told).items() if prevails(trait, best.get(name))}
    return best


def _dispositions(db: sqlite3.Connection, site: int, keys: list[str]) -> tuple[dict[str, Any], ...]:
    query = """SELECT class, outcome, note, author, at FROM dispositions
               WHERE site = ? AND node IN (SELECT value FROM json_each(?)) ORDER BY at, id"""
    rows = db.execute(query, (site, msgspec.json.encode(keys).decode()))
    return tuple(dict(zip(("class", "outcome", "note", "author", "at"), row)) for row in rows)


def check(db: sqlite3.Connection) -> list[str]:
    """Whether the file is sound and the books balance; lines that begin with WRONG are not."""
    sound = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    events, counted = db.execute("SELECT (SELECT count(*) FROM events), (SELECT coalesce(sum(events), 0) FROM nodes)").fetchone()
    query = "SELECT (SELECT count(DISTINCT visitor) FROM nodes WHERE events), (SELECT count(*) FROM verdicts), (SELECT coalesce(sum(count), 0) FROM tallies)"
    visitors, rows, listed = db.execute(query).fetchone()
    waiting = db.execute("SELECT count(*) FROM touched").fetchone()[0]
    query = "SELECT s.name, r.done, (SELECT coalesce(sum(events), 0) FROM nodes WHERE site = s.id) FROM rereads r JOIN sites s ON s.id = r.site WHERE r.after IS NOT NULL"
    rereads = [f"ok: {done} of {total} events of {name} read again so far" for name, done, total in db.execute(query)]
    return [
        f"{'ok' if sound == 'ok' else 'WRONG'}: the file ({sound})",
        f"{'ok' if events == counted else 'WRONG'}: {events} events, {counted} counted at their ids",
        f"{'ok' if visitors == rows == listed else 'WRONG'}: {visitors} visitors, {rows} verdicts, {listed} in the lists",
        f"ok: {waiting} waiting for the judge",
        *rereads,
    ]
