"""Write a batch of events, their evidence, traits and links inside one open transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tracker.identity import links_of, owner_of, public_id
from tracker.model import Entry, Mark, Trait
from tracker.traits import prevails
from tracker.wall.grouping import PENDING, TOUCH, Grouping
from tracker.wall.packing import event_key, pack, pack_traits, raw_id, text_id, unpack_traits

CACHE = 60_000

EVIDENCE = """
INSERT INTO evidence (node, signal, day, count, first, last, sample) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET count = count + excluded.count, last = max(last, excluded.last),
  sample = CASE WHEN excluded.first < first THEN excluded.sample
                WHEN excluded.first > first THEN sample
                WHEN coalesce((SELECT value FROM texts WHERE id = excluded.sample), '') <
                     coalesce((SELECT value FROM texts WHERE id = sample), '') THEN excluded.sample
                ELSE sample END,
  first = min(first, excluded.first)"""


def collect(entry: Entry, node: int, evidence: dict[tuple[int, str, int], Mark], traits: dict[int, dict[str, Trait]]) -> None:
    """Add what an entry says to what is collected for its node: evidence by (node, signal, day), traits by node and name."""
    for (signal, day), mark in entry.evidence.marks.items():
        key = node, signal, day
        known = evidence.get(key)
        evidence[key] = known + mark if known else mark
    told = traits.setdefault(node, {}) if entry.traits else {}
    for trait in entry.traits:
        if prevails(trait, told.get(trait.name)):
            told[trait.name] = trait


class Recorder:
    """Turns entries into rows. Its caches speak of committed rows only: call ``forget`` after a rollback."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection, self.grouping = connection, Grouping(connection)
        self.forget()

    def forget(self) -> None:
        """Drop every cache (after a rollback they may name rows that do not exist)."""
        self.sites: dict[str, int] = {}
        self.nodes: dict[tuple[int, str], int] = {}
        self.signals: dict[str, int] = {}
        self.texts: dict[str, int] = {}
        self.links: set[tuple[int, int, int]] = set()
        self.runs: dict[int, int] = {}
        self.seq = 0

    def record(self, entries: Iterable[Entry]) -> list[bool]:
        """Keep each event once and add its evidence; True for each that was known already."""
        if len(self.nodes) + len(self.texts) + len(self.links) > CACHE:
            self.forget()
        self.seq = self.seq or self.connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]
        evidence: dict[tuple[int, str, int], Mark] = {}
        traits: dict[int, dict[str, Trait]] = {}
        changed: dict[int, list[int]] = {}
        repeated = []
        for entry in entries:
            fresh = self._event(entry, changed)
            repeated.append(not fresh)
            if fresh:
                collect(entry, fresh, evidence, traits)
        self._add(evidence, traits)
        self._touch(changed)
        return repeated

    def _event(self, entry: Entry, changed: dict[int, list[int]]) -> int:
        """Insert the event; its node, or 0 where it was known."""
        site, event, db = self.site(entry.site), entry.event, self.connection
        key = event_key(site, event.message, event.trusted)
        if not db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount:
            return 0
        node = self.node(site, entry.site, owner_of(event.device, event.account, event.trusted))
        self.seq += 1
        db.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (self.seq, node, event.at, pack(event, self.text)))
        seen = changed.setdefault(node, [0, event.at, event.at])
        changed[node] = [seen[0] + 1, min(seen[1], event.at), max(seen[2], event.at)]
        self.link(site, entry.site, links_of(entry))
        return node

    def _add(self, evidence: dict, traits: dict) -> None:
        rows = [(node, self.signal(name), day, m.count, m.first, m.last, self.text(m.sample)) for (node, name, day), m in evidence.items()]
        self.connection.executemany(EVIDENCE, sorted(rows))
        self._tell(traits)

    def _tell(self, traits: dict[int, dict[str, Trait]]) -> None:
        """Merge new traits into what the nodes already have."""
        for node, told in sorted(traits.items()):
            row = self.connection.execute("SELECT told FROM traits WHERE node = ?", (node,)).fetchone()
            kept = unpack_traits(row[0]) if row else {}
            kept |= {name: trait for name, trait in told.items() if prevails(trait, kept.get(name))}
            self.connection.execute("INSERT OR REPLACE INTO traits VALUES (?, ?)", (node, pack_traits(kept)))

    def _touch(self, changed: dict[int, list[int]]) -> None:
        """Count the events of each node, and remember whom the judge has to look at again."""
        db = self.connection
        db.executemany(
            "UPDATE nodes SET first = CASE WHEN events THEN min(first, ?2) ELSE ?2 END, last = max(last, ?3), events = events + ?1 WHERE id = ?4",
            [(*seen, node) for node, seen in changed.items()],
        )
        db.executemany(TOUCH, [(node,) for node in changed])
        db.executemany(PENDING, [(node,) for node in changed])

    def site(self, name: str) -> int:
        """The number of a site; raises KeyError for one that does not exist."""
        if name not in self.sites:
            row = self.connection.execute("SELECT id FROM sites WHERE name = ?", (name,)).fetchone()
            if not row:
                raise KeyError(f"there is no site {name!r}")
            self.sites[name] = row[0]
        return self.sites[name]

    def node(self, site: int, site_name: str, key: str) -> int:
        """The number of a node, made where it is new (a visitor of its own until linked)."""
        found = self.nodes.get((site, key))
        if found is None:
            db, public = self.connection, raw_id(public_id(site_name, key))
            row = db.execute("SELECT id FROM nodes WHERE public = ?", (public,)).fetchone()
            if not row:
                made = db.execute("INSERT INTO nodes (site, key, public, visitor) VALUES (?, ?, ?, 0)", (site, key, public)).lastrowid
                db.execute("UPDATE nodes SET visitor = id WHERE id = ?", (made,))
                row = (made,)
            found = self.nodes[site, key] = row[0]
        return found

    def signal(self, name: str) -> int:
        """The number of a signal's name."""
        if name not in self.signals:
            self.connection.execute("INSERT OR IGNORE INTO signals (name) VALUES (?)", (name,))
            self.signals.update(self.connection.execute("SELECT name, id FROM signals"))
        return self.signals[name]

    def text(self, value: str) -> int:
        """Put a long text aside once; its digest."""
        identity = self.texts.get(value)
        if identity is None:
            identity = text_id(value)
            if identity:
                self.connection.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (identity, value))
            self.texts[value] = identity
        return identity

    def link(self, site: int, site_name: str, links: Iterable[tuple[str, str, int]]) -> None:
        """Keep that today's rules link these nodes: two keys and the word for it."""
        for one, other, word in links:
            a, b = self.node(site, site_name, one), self.node(site, site_name, other)
            if (a, b, word) not in self.links:
                self.links.add((a, b, word))
                self.grouping.link(a, b, word, self._run(site))

    def _run(self, site: int) -> int:
        """The number of the latest rebuild of a site that was begun."""
        if site not in self.runs:
            row = self.connection.execute("SELECT run FROM rereads WHERE site = ?", (site,)).fetchone()
            self.runs[site] = row[0] if row else 0
        return self.runs[site]
