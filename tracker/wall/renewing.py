"""Evidence and traits of nodes, and the links between them, made anew from their kept events: a rebuild, portion by portion.

A portion is some nodes with all their events. What these prove by today's rules is worked out beside the
writer and put in place of what hung there, in one short transaction. So at each moment every node hangs on
the wall whole, by the former rules or by today's, and a rebuild that was killed goes on where it was. Links come with
the portions; those that none proved go at the end.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from tracker.identity import links_of
from tracker.model import Entry, Event, Mark, Row, Trait
from tracker.wall.grouping import TOUCH
from tracker.wall.packing import pack_traits, unpack
from tracker.wall.recording import Recorder, collect

READ = 1000  # events in one batch


class Reread(Row):
    """A rebuild under way: of which site, for which time, after which node it goes on."""

    site: str
    run: int
    after: int


class Portion(Row):
    """Nodes up to ``upto`` (None: the last) and how many events each had when the last event was number ``seq``."""

    upto: int | None
    seq: int
    events: dict[int, int]


class Found:
    """What events prove, by node: evidence, traits, links, and how many they were."""

    def __init__(self, batches: Iterable[list[tuple[int, Entry]]]) -> None:
        self.evidence: dict[tuple[int, str, int], Mark] = {}
        self.traits: dict[int, dict[str, Trait]] = {}
        self.links: set[tuple[str, str, int]] = set()
        self.events: Counter[int] = Counter()
        for batch in batches:
            self.add(batch)

    def add(self, batch: Iterable[tuple[int, Entry]]) -> None:
        """Add what more events prove."""
        for node, entry in batch:
            collect(entry, node, self.evidence, self.traits)
            self.links.update(links_of(entry))
            self.events[node] += 1


def ask(recorder: Recorder, site: str, due: int) -> None:
    """Have a site's events read again from the first on, not before ``due`` (ms)."""
    query = """INSERT INTO rereads (site, run, after, done, due) VALUES (?, 1, 0, 0, ?)
               ON CONFLICT DO UPDATE SET run = run + 1, after = 0, done = 0, due = excluded.due"""
    recorder.connection.execute(query, (recorder.site(site), due))
    recorder.links.clear()  # what links from now on is proved by the rules of this run
    recorder.runs.clear()


def under_way(db: sqlite3.Connection, now: int) -> Reread | None:
    """The rebuild to go on with; None where none is due."""
    query = """SELECT s.name, r.run, r.after
               FROM rereads r JOIN sites s ON s.id = r.site WHERE r.after IS NOT NULL AND r.due <= ? ORDER BY r.site LIMIT 1"""
    row = db.execute(query, (now,)).fetchone()
    return Reread(site=row[0], run=row[1], after=row[2]) if row else None


def portion(db: sqlite3.Connection, number: int, reread: Reread, size: int) -> Portion:
    """The next nodes with together about ``size`` events, as they are at one moment."""
    db.execute("BEGIN")
    try:
        seq = db.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]
        events: dict[int, int] = {}
        held = 0
        for node, count in db.execute("SELECT id, events FROM nodes WHERE site = ? AND id > ? ORDER BY id", (number, reread.after)):
            events[node] = count
            held += count
            if held >= size or len(events) >= size:
                return Portion(upto=node, seq=seq, events=events)
        return Portion(upto=None, seq=seq, events=events)
    finally:
        db.execute("COMMIT")


def replay(db: sqlite3.Connection, site: str, part: Portion) -> Iterator[list[tuple[int, str, Event]]]:
    """The events of a portion as (node, site, event), in batches; texts are read once."""
    nodes = msgspec.json.encode(list(part.events)).decode()
    query = """SELECT n.id, n.key, e.at, e.body FROM json_each(?) j CROSS JOIN nodes n ON n.id = j.value
               CROSS JOIN events e ON e.node = n.id WHERE e.seq <= ?"""
    text, rows = texts(db), db.execute(query, (nodes, part.seq))
    while found := rows.fetchmany(READ):
        yield [(node, site, unpack(key, at, body, text)) for node, key, at, body in found]


def texts(db: sqlite3.Connection) -> Callable[[int], str]:
    """A function that gives long texts by number and remembers them: pages and agents repeat."""
    known: dict[int, str] = {}

    def text(identity: int) -> str:
        if identity not in known:
            row = db.execute("SELECT value FROM texts WHERE id = ?", (identity,)).fetchone()
            if len(known) > 50_000:
                known.clear()
            known[identity] = row[0] if row else ""
        return known[identity]

    return text


def renew(recorder: Recorder, reread: Reread, part: Portion, found: Found, weigh: Callable[[Event], Entry]) -> bool:
    """Put what was found in place of what hung there, and go on to the next portion; False where it has to be
    looked at again, because the rebuild was asked for anew or events were taken away meanwhile.

    Events that came meanwhile are weighed here, so that none is missing.
    """
    db, number = recorder.connection, recorder.site(reread.site)
    if not db.execute("SELECT 1 FROM rereads WHERE site = ? AND run = ? AND after = ?", (number, reread.run, reread.after)).fetchone():
        return False
    nodes = msgspec.json.encode(list(part.events)).decode()
    text = texts(db)
    late = db.execute("SELECT n.id, n.key, e.at, e.body FROM events e CROSS JOIN nodes n ON n.id = e.node WHERE e.seq > ?", (part.seq,)).fetchall()
    found.add([(node, weigh(unpack(key, at, body, text))) for node, key, at, body in late if node in part.events])
    now = dict(db.execute("SELECT id, events FROM nodes WHERE id IN (SELECT value FROM json_each(?))", (nodes,)).fetchall())
    if now != {node: found.events[node] for node in part.events}:
        return False
    replace(recorder, part.events, found)
    recorder.link(number, reread.site, sorted(found.links))
    if part.upto is None and not _expires(db, number):
        recorder.grouping.sweep(number, reread.run)
        recorder.links.clear()
    db.execute("UPDATE rereads SET after = ?, done = done + ? WHERE site = ?", (part.upto, sum(now.values()), number))
    return True


def _expires(db: sqlite3.Connection, number: int) -> bool:
    """Whether a site deletes old events: then a link may have been proved by one that is gone, and stays."""
    return bool(db.execute("SELECT json_extract(profile, '$.retention_days') FROM sites WHERE id = ?", (number,)).fetchone()[0])


def replace(recorder: Recorder, nodes: Iterable[int], found: Found) -> None:
    """Make evidence and traits of nodes what was found for them, touching only rows that differ; who has events is judged again."""
    db = recorder.connection
    told = msgspec.json.encode(list(nodes)).decode()
    where = "WHERE node IN (SELECT value FROM json_each(?))"
    wanted = {(node, recorder.signal(name), day): (m.count, m.first, m.last, recorder.text(m.sample)) for (node, name, day), m in found.evidence.items()}
    hangs = {row[:3]: row[3:] for row in db.execute(f"SELECT node, signal, day, count, first, last, sample FROM evidence {where}", (told,))}
    db.executemany("DELETE FROM evidence WHERE node = ? AND signal = ? AND day = ?", sorted(hangs.keys() - wanted.keys()))
    db.executemany("INSERT OR REPLACE INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?)", sorted(key + row for key, row in wanted.items() if hangs.get(key) != row))
    said = {node: pack_traits(traits) for node, traits in found.traits.items() if traits}
    kept = dict(db.execute(f"SELECT node, told FROM traits {where}", (told,)).fetchall())
    db.executemany("DELETE FROM traits WHERE node = ?", sorted((node,) for node in kept.keys() - said.keys()))
    db.executemany("INSERT OR REPLACE INTO traits VALUES (?, ?)", sorted(row for row in said.items() if kept.get(row[0]) != row[1]))
    db.executemany(TOUCH, sorted((node,) for node in found.events))
