"""Take a person's rows off the wall, and the last byte of them off the disk. Bystanders keep every byte.

Order matters: the objection is written first, in the same transaction. ``seen`` stays: it holds digests of
message ids and names nobody, and without it a retry or a second import would bring the erased data back.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from tracker.identity import account_key, device_key, email_key, public_id
from tracker.model import Entry, Event
from tracker.wall.grouping import HELD
from tracker.wall.objecting import contact_keys, phone_key
from tracker.wall.outbox import Outbox
from tracker.wall.packing import raw_id, shown_id, unpack, unpack_traits
from tracker.wall.recording import Recorder
from tracker.wall.renewing import Found, replace, texts

# What becomes of each table at an erasure; a test holds that every table of the schema is considered here.
TABLES = {
    "events": "deleted", "evidence": "deleted", "traits": "deleted", "verdicts": "deleted", "touched": "deleted", "nodes": "deleted",
    "links": "deleted", "merges": "deleted", "dispositions": "deleted", "decisions": "deleted", "texts": "deleted where nobody else uses them",
    "seen": "stays: digests of message ids", "suppressions": "stays: keyed digests of those who objected", "tallies": "follows verdicts",
    "audit_rows": "deleted", "audit_answers": "deleted", "audits": "of nobody", "rereads": "of nobody", "versions": "of nobody",
    "sites": "of nobody", "keys": "of nobody", "users": "who may sign in", "tickets": "who may sign in", "destinations": "of nobody",
    "outbox": "deleted; the bare id of whom a receiver was told of stays until it is told of the erasure", "deliveries": "follows outbox", "signals": "of nobody", "refusals": "counts",
}  # fmt: skip
PLACES_OF_TEXTS = (9, 10, 13, 14)  # in the row that packing.pack makes: page, referrer, context, device
_decode = msgspec.msgpack.Decoder().decode
CHUNK = 500


def _marks(values: Iterable[Any]) -> str:
    return ",".join("?" * len(tuple(values)))


def found(db: sqlite3.Connection, number: int, site: str, person: str) -> list[int]:
    """The numbers of all visitors that an id (visitor's, anonymousId, userId) or an e-mail address leads to."""
    keys = [device_key(person), account_key(person)]
    query = f"SELECT DISTINCT visitor FROM nodes WHERE site = ? AND public IN ({_marks(range(3))})"
    ids = [raw_id(person), *(raw_id(public_id(site, key)) for key in keys)]
    visitors = {row[0] for row in db.execute(query, (number, *ids))}
    if "@" in person:
        node = db.execute("SELECT id, visitor FROM nodes WHERE public = ?", (raw_id(public_id(site, email_key(person))),)).fetchone()
        if node:
            # An address that many use joins nobody: each of them is found through their own link to it.
            near = "SELECT visitor FROM nodes WHERE id IN (SELECT a FROM links WHERE b = ?1 UNION SELECT b FROM links WHERE a = ?1)"
            visitors |= {node[1], *(row[0] for row in db.execute(near, (node[0],)))}
        told = db.execute("SELECT n.visitor, t.told FROM traits t JOIN nodes n ON n.id = t.node WHERE n.site = ?", (number,))
        visitors |= {visitor for visitor, body in told if _has_address(body, person)}
    return sorted(visitors)


def _has_address(body: bytes, person: str) -> bool:
    email = unpack_traits(body).get("email") if b"email" in body else None
    return bool(email and email.value.strip().lower() == person.strip().lower())


def names(db: sqlite3.Connection, visitors: list[int]) -> list[str]:
    """The ids of visitors as the outside knows them."""
    return [shown_id(row[0]) for row in db.execute(f"SELECT public FROM nodes WHERE id IN ({_marks(visitors)}) ORDER BY public", visitors)]


def parts(db: sqlite3.Connection, visitors: list[int]) -> dict[int, str]:
    """The nodes (number -> key) of visitors."""
    return dict(db.execute(f"SELECT id, key FROM nodes WHERE visitor IN ({_marks(visitors)})", visitors).fetchall())


def keys_of(db: sqlite3.Connection, nodes: dict[int, str]) -> set[str]:
    """All keys under which somebody is to be left alone: every id, address and number of theirs."""
    said = [(name, trait.value) for (body,) in _of(db, "SELECT told FROM traits WHERE node IN ({})", nodes) for name, trait in unpack_traits(body).items()]
    return {*nodes.values(), *contact_keys(said)}


def strings(db: sqlite3.Connection, nodes: dict[int, str]) -> set[bytes]:
    """What names somebody and nobody else, to look for on the disk afterwards: ids, addresses, numbers."""
    said = {trait.value for (body,) in _of(db, "SELECT told FROM traits WHERE node IN ({})", nodes) for name, trait in unpack_traits(body).items() if name in ("email", "phone")}
    ids = {part for key in nodes.values() if key[:1] in "dau" for part in key[2:].split("\x1f")}
    return {text.encode("utf-8", "replace") for text in said | ids if len(text) >= 6}


def unshared(db: sqlite3.Connection, texts: set[bytes]) -> set[bytes]:
    """Those texts that no remaining id or trait holds as well: dev-7 also stands in the dev-77 of somebody else."""
    query = "SELECT EXISTS (SELECT 1 FROM nodes WHERE instr(key, ?1)) OR EXISTS (SELECT 1 FROM traits WHERE instr(told, ?2))"
    return {text for text in texts if not db.execute(query, (text.decode("utf-8", "replace"), text)).fetchone()[0]}


def keys_in_advance(person: str) -> set[str]:
    """The keys of somebody of whom nothing is kept (yet)."""
    if "@" in person:
        return {email_key(person)}
    return {device_key(person), account_key(person), *filter(None, [phone_key(person) if person.strip("+0123456789 ()/-.") == "" else ""])}


def _of(db: sqlite3.Connection, query: str, nodes: Iterable[int]) -> Iterable[tuple]:
    """The rows of a query about nodes, asked in portions."""
    ids = list(nodes)
    for start in range(0, len(ids), CHUNK):
        portion = ids[start : start + CHUNK]
        yield from db.execute(query.format(_marks(portion)), portion).fetchall()


def _texts_of(body: bytes) -> set[int]:
    row = _decode(body)
    return {row[place] for place in PLACES_OF_TEXTS} - {0}


def texts_of(db: sqlite3.Connection, nodes: Iterable[int]) -> set[int]:
    """The long texts that events and evidence of nodes point to."""
    ids = list(nodes)
    found = {identity for (body,) in _of(db, "SELECT body FROM events WHERE node IN ({})", ids) for identity in _texts_of(body)}
    return found | {sample for (sample,) in _of(db, "SELECT DISTINCT sample FROM evidence WHERE node IN ({})", ids)} - {0}


def in_use(db: sqlite3.Connection, candidates: set[int], since: int = 0, without: Iterable[int] = ()) -> tuple[set[int], int]:
    """Which of these texts events beyond number ``since`` use (those of nodes ``without`` do not count), and up to which number was looked."""
    used: set[int] = set()
    gone, last = set(without), since
    for last, node, body in db.execute("SELECT seq, node, body FROM events WHERE seq > ? ORDER BY seq", (since,)):  # noqa: B007
        if node not in gone:
            used |= candidates & _texts_of(body)
    return used, last


def every_text(db: sqlite3.Connection) -> set[int]:
    """The numbers of all long texts that are kept now."""
    return {row[0] for row in db.execute("SELECT id FROM texts")}


def drop_texts(db: sqlite3.Connection, candidates: set[int], used: set[int]) -> int:
    """Delete those texts that neither events (``used``) nor evidence need any more; how many."""
    query = "SELECT DISTINCT sample FROM evidence WHERE sample IN (SELECT value FROM json_each(?))"
    kept = {row[0] for row in db.execute(query, (msgspec.json.encode(sorted(candidates - used)).decode(),))}
    gone = [(identity,) for identity in candidates - used - kept]
    db.executemany("DELETE FROM texts WHERE id = ?", gone)
    return len(gone)


def remove(db: sqlite3.Connection, recorder: Recorder, number: int, visitors: list[int]) -> Counter[str]:
    """Delete visitors with all that hangs on them but their texts; how many rows of each kind."""
    removed: Counter[str] = Counter()
    for start in range(0, len(visitors), CHUNK):
        nodes = parts(db, visitors[start : start + CHUNK])
        if nodes:
            removed += _remove(db, recorder, number, visitors[start : start + CHUNK], nodes)
    return removed


def _remove(db: sqlite3.Connection, recorder: Recorder, number: int, visitors: list[int], nodes: dict[int, str]) -> Counter[str]:
    removed: Counter[str] = Counter(nodes=len(nodes))
    _leave_ghosts(db, recorder, number, nodes)

    def delete(table: str, column: str, values: Iterable[Any], where: str = "") -> None:
        rows = [(value,) for value in values]
        removed[table] += db.executemany(f"DELETE FROM {table} WHERE {where}{column} = ?", rows).rowcount

    publics = [row[0] for row in _of(db, "SELECT public FROM nodes WHERE id IN ({})", nodes)]
    Outbox(db).forget(number, publics)
    for table in ("events", "evidence", "traits"):
        delete(table, "node", nodes)
    for table in ("links", "merges"):
        delete(table, "a", nodes)
        db.executemany(f"DELETE FROM {table} WHERE b = ?", [(node,) for node in nodes])
    delete("verdicts", "visitor", visitors)
    db.executemany("DELETE FROM touched WHERE visitor = ?", [(visitor,) for visitor in visitors])
    delete("dispositions", "node", nodes.values(), f"site = {number} AND ")
    delete("decisions", "public", publics, f"site = {number} AND ")
    for table in ("audit_rows", "audit_answers"):
        delete(table, "public", publics)
    db.executemany("DELETE FROM nodes WHERE id = ?", [(node,) for node in nodes])
    return removed


def _leave_ghosts(db: sqlite3.Connection, recorder: Recorder, number: int, nodes: dict[int, str]) -> None:
    """Where somebody kept others apart (a second account on a shared computer, one of many users of an address, a second
    address), a nameless node of the same kind takes their place: their going must not merge bystanders."""
    name = db.execute("SELECT name FROM sites WHERE id = ?", (number,)).fetchone()[0]
    query = """SELECT n.id, n.key, l.a, l.b, l.sure FROM links l JOIN nodes n ON n.id = CASE l.a WHEN ?1 THEN l.b ELSE l.a END
               WHERE l.a = ?1 OR l.b = ?1"""
    for node, key in nodes.items():
        for other, other_key, a, b, sure in db.execute(query, (node,)).fetchall():
            if other not in nodes and (other_key[0] == "e" or key[0] == "e" or other_key[0] == "d" and key[0] in "ua"):
                ghost = recorder.node(number, name, f"{key[0]}:\x1f{secrets.token_hex(8)}")
                db.execute("INSERT INTO links VALUES (?, ?, ?, ?)", (ghost if a == node else a, ghost if b == node else b, sure, HELD + sure))


def expired(db: sqlite3.Connection, number: int, cutoff: int) -> list[int]:
    """The nodes of a site that have events older than ``cutoff``."""
    return [row[0] for row in db.execute("SELECT id FROM nodes WHERE site = ? AND events AND first < ? ORDER BY id", (number, cutoff))]


def expire(db: sqlite3.Connection, recorder: Recorder, site: str, nodes: list[int], cutoff: int, weigh: Callable[[Event], Entry]) -> Counter[str]:
    """Delete the events of nodes older than ``cutoff``; their evidence is weighed anew from those that remain,
    as a rebuild would. Visitors of whom no event is left go altogether."""
    number = recorder.site(site)
    rows = [(node, cutoff) for node in nodes]
    removed: Counter[str] = Counter(events=db.executemany("DELETE FROM events WHERE node = ? AND at < ?", rows).rowcount)
    text = texts(db)
    left = _of(db, "SELECT n.id, n.key, e.at, e.body FROM events e JOIN nodes n ON n.id = e.node WHERE e.node IN ({}) ORDER BY e.seq", nodes)
    replace(recorder, nodes, Found([[(node, weigh(unpack(key, at, body, text)))] for node, key, at, body in left]))
    count = "SELECT count(*), coalesce(min(at), 0), coalesce(max(at), 0) FROM events WHERE node = ?"
    for node in nodes:
        db.execute("UPDATE nodes SET (events, first, last) = (" + count + ") WHERE id = ?", (node, node))
    visitors = sorted({row[0] for row in _of(db, "SELECT DISTINCT visitor FROM nodes WHERE id IN ({})", nodes)})
    empty = [row[0] for row in _of(db, "SELECT visitor FROM nodes WHERE visitor IN ({}) GROUP BY visitor HAVING sum(events) = 0", visitors)]
    touch = "INSERT INTO touched (visitor) VALUES (?) ON CONFLICT DO UPDATE SET times = times + 1"
    db.executemany(touch, [(visitor,) for visitor in set(visitors) - set(empty)])
    removed["visitors"] = len(empty)
    return removed + remove(db, recorder, number, empty)


def scrub(db: sqlite3.Connection, vacuum: bool) -> bool:
    """Fold the log into the file and cut it to nothing, after a VACUUM where asked; False while a reader still needs the log.

    ``secure_delete`` has already overwritten what was deleted; the log holds it until it is cut.
    """
    if vacuum:
        db.execute("VACUUM")
    return not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def sparse(db: sqlite3.Connection) -> bool:
    """Whether more than a quarter of the file is free, so that a VACUUM is worth its time."""
    free, pages = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
    return free * 4 > pages > 256


def traces(folder: Path, wanted: set[bytes]) -> list[str]:
    """The names of those files of a folder in which one of these texts still stands."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and wanted and _stands(path, wanted))


def _stands(path: Path, wanted: set[bytes]) -> bool:
    overlap, tail = max(map(len, wanted)) - 1, b""
    with open(path, "rb") as file:
        while part := file.read(8 * 1024 * 1024):
            part = tail + part
            if any(text in part for text in wanted):
                return True
            tail = part[-overlap:] if overlap else b""
    return False
