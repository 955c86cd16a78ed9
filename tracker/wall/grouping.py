"""Which nodes are one visitor: told anew whenever a link, a merge or a cut comes or goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tracker.identity import SHARED_ACCOUNT, TOLD, component, opens
from tracker.wall.outbox import Outbox

HELD = 1 << 62  # "proved" of a link that is never dropped
MOST = SHARED_ACCOUNT + 1  # of more links of a kind none opens, so no more need be read
# The visitor of a node as the lists show it before the first judgement; nothing where it has a row, or no event.
PENDING = """INSERT OR IGNORE INTO verdicts (visitor, site, place, rank, public, class, probability, fit, engagement, stage, source,
 country, domain, owner, status, tension, desk, words, first_seen, last_seen, judged, row)
 SELECT v.id, v.site, 'excluded', 0, v.public, 'unknown', 0, 0, 0, 'visitor', '', '', '', '', '', '', '', '', min(n.first), max(n.last), 0, x''
 FROM nodes n JOIN nodes v ON v.id = n.visitor WHERE n.events AND n.visitor = (SELECT visitor FROM nodes WHERE id = ?1)
 AND NOT EXISTS (SELECT 1 FROM verdicts WHERE visitor = (SELECT visitor FROM nodes WHERE id = ?1)) GROUP BY n.visitor"""
TOUCH = "INSERT INTO touched (visitor) SELECT visitor FROM nodes WHERE id = ? ON CONFLICT DO UPDATE SET times = times + 1"
NEAR = "SELECT n.key, n.id, l.sure FROM links l JOIN nodes n ON n.id = l.{1} WHERE l.{0} = ? AND l.sure = ? LIMIT ?"
MERGED = "SELECT n.key, n.id, ? FROM merges m JOIN nodes n ON n.id = m.{1} WHERE m.{0} = ?"
SIDES = (("a", "b"), ("b", "a"))
Near = list[tuple[str, int, int]]  # neighbours: key, number, and the word for the link


class Grouping:
    """Works on the writer's connection, inside its transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection

    def link(self, a: int, b: int, sure: int, run: int = 0) -> None:
        """Keep that an event linked two nodes, by the rules of a rebuild's run, and what follows from that for who is who."""
        proved = 2 * run + sure
        known = self.db.execute("SELECT sure, proved FROM links WHERE a = ? AND b = ?", (a, b)).fetchone()
        if known and known[1] < proved:
            self.db.execute("UPDATE links SET proved = ? WHERE a = ? AND b = ?", (proved, a, b))
        if known and known[0] >= sure:
            return
        ends = self._end(a), self._end(b)
        (one, _, _), (other, _, _) = ends
        before = [self._opens(*end) for end in ends]
        after = [self._opens(key, cut, [*near, far]) for (key, cut, near), far in zip(ends, ((other, b, sure), (one, a, sure)))]
        self.db.execute("INSERT INTO links VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET sure = excluded.sure", (a, b, sure, proved))
        # Where neither end opens or closes to anybody else, no other two nodes come together or fall apart.
        joined = [other in opened[0] and one in opened[1] for opened in (before, after)]
        if after[0] - {other} != before[0] - {other} or after[1] - {one} != before[1] - {one} or joined == [True, False]:
            self.regroup((a, b))
        elif joined == [False, True]:
            self._unite(a, b)

    def sweep(self, site: int, run: int) -> None:
        """Drop the links that no event proves by the rules of this run, and make claims of those that are sure no more."""
        query = "SELECT l.a, l.b, l.proved >= ?2 FROM links l JOIN nodes n ON n.id = l.a WHERE n.site = ?1 AND (l.proved < ?2 OR l.sure > l.proved & 1)"
        found = self.db.execute(query, (site, 2 * run)).fetchall()
        self.db.executemany("DELETE FROM links WHERE a = ? AND b = ?", [(a, b) for a, b, stays in found if not stays])
        self.db.executemany("UPDATE links SET sure = 0 WHERE a = ? AND b = ?", [(a, b) for a, b, stays in found if stays])
        if found:
            self.regroup({end for a, b, _ in found for end in (a, b)})

    def near(self, node: int) -> Near:
        """The neighbours of a node; of each kind of link no more than it takes to know whom it opens to."""
        linked = [row for side in SIDES for word in (0, 1) for row in self.db.execute(NEAR.format(*side), (node, word, MOST)).fetchall()]
        return linked + [row for side in SIDES for row in self.db.execute(MERGED.format(*side), (TOLD, node)).fetchall()]

    def _end(self, node: int) -> tuple[str, int, Near]:
        return *self.db.execute("SELECT key, cut FROM nodes WHERE id = ?", (node,)).fetchone(), self.near(node)

    def _opens(self, key: str, cut: int, near: Near) -> frozenset[str]:
        return frozenset() if cut else opens(key, [(other, word) for other, _, word in near])

    def _unite(self, a: int, b: int) -> None:
        """Make one visitor of two, under the smaller digest; nothing is walked."""
        query = "SELECT id FROM nodes WHERE id IN (SELECT visitor FROM nodes WHERE id IN (?, ?)) ORDER BY public"
        visitor, *gone = [row[0] for row in self.db.execute(query, (a, b)).fetchall()]
        if gone:
            self.db.execute("UPDATE nodes SET visitor = ? WHERE visitor = ?", (visitor, *gone))
            self._settle({visitor, *gone})

    def regroup(self, nodes: Iterable[int]) -> None:
        """Work out again which nodes are one visitor, after links of these nodes came or went."""
        db = self.db
        waiting = set(nodes)
        # Whoever hung together with them before may hang together differently now.
        for node in tuple(waiting):
            waiting.update(row[0] for row in db.execute("SELECT id FROM nodes WHERE visitor = (SELECT visitor FROM nodes WHERE id = ?)", (node,)))
        moved: set[int] = set()
        while waiting:
            members = self._members(waiting.pop())
            waiting -= members
            told = str(sorted(members))  # a JSON array: a list of parameters may have no more than 250,000
            rows = db.execute("SELECT id, public, visitor FROM nodes WHERE id IN (SELECT value FROM json_each(?))", (told,)).fetchall()
            visitor = min(rows, key=lambda row: row[1])[0]
            moved.update(row[2] for row in rows)
            moved.add(visitor)
            db.execute("UPDATE nodes SET visitor = ? WHERE id IN (SELECT value FROM json_each(?))", (visitor, told))
        self._settle(moved)

    def _members(self, start: int) -> set[int]:
        """The numbers of all nodes that are one visitor with ``start``."""
        key, _, _ = self._end(start)
        ids = {key: start}

        def opened(node: str) -> frozenset[str]:
            key, cut, near = self._end(ids[node])
            ids.update((other, number) for other, number, _ in near)
            return self._opens(key, cut, near)

        return {ids[found] for found in component(key, opened)}

    def _settle(self, visitors: set[int]) -> None:
        """One verdict row for each visitor that has events: new ones wait for the judge, absorbed ones go."""
        db = self.db
        for visitor in visitors:
            if db.execute("SELECT 1 FROM nodes WHERE visitor = ? AND events LIMIT 1", (visitor,)).fetchone():
                db.execute(PENDING, (visitor,))
                db.execute(TOUCH, (visitor,))
            else:
                site, public, place = db.execute("DELETE FROM verdicts WHERE visitor = ? RETURNING site, public, place", (visitor,)).fetchone() or (0, b"", "")
                into = db.execute("SELECT v.public FROM nodes n JOIN nodes v ON v.id = n.visitor WHERE n.id = ?", (visitor,)).fetchone()
                if place == "lead" and into and into[0] != public:
                    Outbox(db).merged(site, public, into[0])
                db.execute("DELETE FROM touched WHERE visitor = ?", (visitor,))
