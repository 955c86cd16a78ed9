"""The kept events, read back: a visitor's latest ones, a site's last one, all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tracker.model import Entry, Event
from tracker.wall import renewing
from tracker.wall.packing import raw_id, unpack
from tracker.wall.renewing import Found, Portion, Reread


class Replay:
    """A part of SqliteStore: it uses the store's reader, recorder and transactions."""

    def events(self, site: str, visitor: str, limit: int, before: int | None = None) -> list[Event]:
        """A visitor's latest events (older than ``before`` ms), newest first."""
        query = """SELECT n.key, e.at, e.body FROM events e JOIN nodes n ON n.id = e.node
                   WHERE n.visitor = (SELECT id FROM nodes WHERE site = ? AND public = ?) AND e.at < ? ORDER BY e.at DESC, e.seq DESC LIMIT ?"""
        rows = self.reader.execute(query, (self._site(site), raw_id(visitor), before or 2**62, limit)).fetchall()
        text = renewing.texts(self.reader)
        return [unpack(key, at, body, text) for key, at, body in rows]

    def latest(self, site: str) -> Event | None:
        """The event of a site that was kept last; None before the first one."""
        query = """SELECT n.key, e.at, e.body FROM events e JOIN nodes n ON n.id = e.node
                   WHERE n.site = ? ORDER BY e.seq DESC LIMIT 1"""
        row = self.reader.execute(query, (self._site(site),)).fetchone()
        return unpack(*row, renewing.texts(self.reader)) if row else None

    def scan(self, size: int = 1000) -> Iterator[list[tuple[int, str, Event]]]:
        """Every kept event as (node, site, event), oldest record first, in batches."""
        query = """SELECT e.seq, e.node, s.name, n.key, e.at, e.body FROM events e JOIN nodes n ON n.id = e.node JOIN sites s ON s.id = n.site
                   WHERE e.seq > ? ORDER BY e.seq LIMIT ?"""
        last, text = 0, renewing.texts(self.reader)
        while rows := self.reader.execute(query, (last, size)).fetchall():
            yield [(node, site, unpack(key, at, body, text)) for _, node, site, key, at, body in rows]
            last = rows[-1][0]


    # -- reading them again by today's rules (tracker/rereading.py) --

    def ask_reread(self, site: str, due: int) -> None:
        """Have a site's events read again from the first on, not before ``due`` (ms)."""
        self.transact(lambda: renewing.ask(self.recorder, site, due))

    def reread(self, now: int) -> Reread | None:
        """The reading again that is under way; None where none is due."""
        return renewing.under_way(self.reader, now)

    def portion(self, reread: Reread, size: int) -> Portion:
        """The next of its nodes, with together about ``size`` events."""
        return renewing.portion(self.reader, self._site(reread.site), reread, size)

    def replay(self, reread: Reread, portion: Portion) -> Iterator[list[tuple[int, str, Event]]]:
        """The events of a portion as (node, site, event), in batches."""
        return renewing.replay(self.reader, reread.site, portion)

    def renew(self, reread: Reread, portion: Portion, found: Found, weigh: Callable[[Event], Entry]) -> bool:
        """Put what a portion's events prove in place of what hung there; False where it has to be looked at again."""
        return self.transact(lambda: renewing.renew(self.recorder, reread, portion, found, weigh))
