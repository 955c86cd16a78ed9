"""The kept events, read back: a visitor's latest ones, a site's last one, all of them."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.model import Event
from tracker.wall.packing import raw_id, unpack


class Replay:
    """A part of SqliteStore: it uses the store's reader."""

    def events(self, site: str, visitor: str, limit: int, before: int | None = None) -> list[Event]:
        """A visitor's latest events (older than ``before`` ms), newest first."""
        query = """SELECT n.key, e.at, e.body FROM events e JOIN nodes n ON n.id = e.node
                   WHERE n.visitor = (SELECT id FROM nodes WHERE site = ? AND public = ?) AND e.at < ? ORDER BY e.at DESC, e.seq DESC LIMIT ?"""
        rows = self.reader.execute(query, (self._site(site), raw_id(visitor), before or 2**62, limit)).fetchall()
        return [unpack(key, at, body, self._text) for key, at, body in rows]

    def latest(self, site: str) -> Event | None:
        """The event of a site that was kept last; None before the first one."""
        query = """SELECT n.key, e.at, e.body FROM events e JOIN nodes n ON n.id = e.node
                   WHERE n.site = ? ORDER BY e.seq DESC LIMIT 1"""
        row = self.reader.execute(query, (self._site(site),)).fetchone()
        return unpack(*row, self._text) if row else None

    def _text(self, identity: int) -> str:
        row = self.reader.execute("SELECT value FROM texts WHERE id = ?", (identity,)).fetchone()
        return row[0] if row else ""

    def scan(self, size: int = 1000) -> Iterator[list[tuple[int, str, Event]]]:
        """Every kept event as (node, site, event), oldest record first, in batches."""
        query = """SELECT e.seq, e.node, s.name, n.key, e.at, e.body FROM events e JOIN nodes n ON n.id = e.node JOIN sites s ON s.id = n.site
                   WHERE e.seq > ? ORDER BY e.seq LIMIT ?"""
        last = 0
        while rows := self.reader.execute(query, (last, size)).fetchall():
            yield [(node, site, unpack(key, at, body, self._text)) for _, node, site, key, at, body in rows]
            last = rows[-1][0]

