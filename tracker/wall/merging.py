"""What a person says of who is who: two visitors are one, a part belongs elsewhere, this is what sales found out."""

from __future__ import annotations

import sqlite3
from typing import Any

from tracker.identity import TOLD, account_key, device_key, opens, public_id
from tracker.wall.packing import raw_id, shown_id
from tracker.wall.rights import Rights

MERGED = """SELECT m.id, a.key, b.key, m.author, m.at FROM merges m JOIN nodes a ON a.id = m.a JOIN nodes b ON b.id = m.b
            JOIN nodes v ON v.id IN (a.visitor, b.visitor) WHERE v.site = ? AND v.public = ? GROUP BY m.id ORDER BY m.id"""
# The account before the devices, and what was seen first: stays the same whatever comes later.
ANCHOR = """SELECT n.key, n.visitor FROM nodes n WHERE n.visitor = (SELECT visitor FROM nodes WHERE site = ? AND public = ?) AND n.events
            ORDER BY instr('aud', substr(n.key, 1, 1)), n.first, n.key LIMIT 1"""
NAMED = "SELECT id FROM nodes WHERE site = ?4 AND public IN (?1, ?2, ?3) ORDER BY public = ?1 DESC, public = ?3 DESC LIMIT 1"
LIVELY = """SELECT min(v.public) FROM nodes n JOIN nodes v ON v.id = n.visitor WHERE n.id IN (SELECT value FROM json_each(?))
            AND EXISTS (SELECT 1 FROM nodes WHERE visitor = v.id AND events)"""
AROUND = """WITH told(node) AS (SELECT value FROM json_each(?))
            SELECT b FROM links, told WHERE a = node UNION SELECT a FROM links, told WHERE b = node
            UNION SELECT b FROM merges, told WHERE a = node UNION SELECT a FROM merges, told WHERE b = node"""


class Merging(Rights):
    """A part of SqliteStore: it uses the store's writer and recorder."""

    def join(self, site: str, one: str, other: str, author: str, at: int) -> int:
        """Say that two visitors, told by any id, are one: the number of the merge; 0 where it would join nothing."""

        def work() -> int:
            number = self.recorder.site(site)
            a, b = self._anchor(number, site, one), self._anchor(number, site, other)
            if not a or not b or a == b:
                return 0
            query = "INSERT INTO merges (site, a, b, author, at) VALUES (?, ?, ?, ?, ?)"
            made = self._writer.execute(query, (number, a, b, author, at)).lastrowid
            self.recorder.grouping.regroup((a, b))
            return made

        return self.transact(work)

    def _anchor(self, number: int, site: str, identity: str) -> int:
        """The node at which a merge holds: the one that was named, else the first of its visitor that opens to a merge;
        0 where none does (a shared computer, a part taken out)."""
        named = found(self._writer, number, site, identity)
        query = "SELECT id, key FROM nodes WHERE visitor = (SELECT visitor FROM nodes WHERE id = ?1) AND NOT cut ORDER BY id = ?1 DESC, key"
        for node, key in self._writer.execute(query, (named,)).fetchall():
            near = [(other, word) for other, _, word in self.recorder.grouping.near(node)]
            if "" in opens(key, [*near, ("", TOLD)]):
                return node
        return 0

    def disjoin(self, site: str, merge: int) -> bool:
        """Take one merge back, that one and nothing more; False where there is none of that number."""

        def work() -> bool:
            ends = self._writer.execute("DELETE FROM merges WHERE id = ? AND site = ? RETURNING a, b", (merge, self.recorder.site(site))).fetchall()
            for pair in ends:
                self.recorder.grouping.regroup(pair)
            return bool(ends)

        return self.transact(work)

    def merges(self, site: str, visitor: str) -> list[dict[str, Any]]:
        """The merges that people told of a visitor: merge (its number), nodes, author, at (ms)."""
        rows = self.reader.execute(MERGED, (self._site(site), raw_id(visitor)))
        return [{"merge": merge, "nodes": [a, b], "author": author, "at": at} for merge, a, b, author, at in rows]

    def node(self, site: str, public: str) -> str:
        """The key of the node with this public id; "" for none."""
        row = self.reader.execute("SELECT key FROM nodes WHERE site = ? AND public = ?", (self._site(site), raw_id(public))).fetchone()
        return row[0] if row else ""

    def cut(self, site: str, key: str, cut: bool) -> None:
        """Take a node out of its visitor (or put it back). Links that come later change nothing: the cut is the node's."""

        def work() -> None:
            grouping, node = self.recorder.grouping, self.recorder.node(self.recorder.site(site), site, key)
            self._writer.execute("UPDATE nodes SET cut = ? WHERE id = ?", (int(cut), node))
            grouping.regroup([node, *(other for _, other, _ in grouping.near(node))])

        self.transact(work)

    def dispose(self, site: str, visitor: str, told: dict[str, Any]) -> None:
        """Keep what sales found out about a visitor, and have it judged again. It stays with the account, else with what was seen first."""

        def work() -> None:
            number = self.recorder.site(site)
            key, whole = self._writer.execute(ANCHOR, (number, raw_id(visitor))).fetchone()
            values = (number, key, told["class"], told["outcome"], told["note"], told["author"], told["at"])
            self._writer.execute("INSERT INTO dispositions (site, node, class, outcome, note, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            self._touch(whole)

        self.transact(work)


def found(db: sqlite3.Connection, number: int, site: str, identity: str) -> int:
    """The node of an id (a visitor's, a userId or an anonymousId, in this order); 0 for none."""
    ids = [raw_id(identity), *(raw_id(public_id(site, key)) for key in (device_key(identity), account_key(identity)))]
    row = db.execute(NAMED, (*ids, number)).fetchone()
    return row[0] if row else 0


def leads_to(db: sqlite3.Connection, node: int) -> str:
    """The visitor to whom a node belongs; where that one has no event (an account whose devices were taken out), the nearest that has."""
    seen, near = {node}, {node}
    while near:
        lively = db.execute(LIVELY, (str(list(near)),)).fetchone()[0]
        if lively:
            return shown_id(lively)
        near = {row[0] for row in db.execute(AROUND, (str(list(near)),))} - seen
        seen |= near
    return shown_id(db.execute("SELECT v.public FROM nodes n JOIN nodes v ON v.id = n.visitor WHERE n.id = ?", (node,)).fetchone()[0])
