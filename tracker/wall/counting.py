"""Counts and samples for reports: each is one pass over the lists' table, or a bounded number of visitors.

Every function takes the read connection and the number of the site first: ``store.ask(function, site, ...)``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from tracker.model import Event, Judged, Mark
from tracker.wall.packing import shown_id, unpack, unsqueeze

MOST_EVENTS = 300  # of one visitor, the latest
CHUNK = 500


def stages(db: sqlite3.Connection, site: int) -> list[tuple[str, str, bool, bool, int]]:
    """(stage, class, whether sales called the contact data bad, whether an address is known, how many)."""
    query = "SELECT stage, class, status = 'bad_data', domain <> '', count(*) FROM verdicts WHERE site = ? GROUP BY 1, 2, 3, 4"
    return [(stage, who, bool(bad), bool(address), count) for stage, who, bad, address, count in db.execute(query, (site,))]


def acted(db: sqlite3.Connection, site: int, stage: str, actions: Iterable[str]) -> dict[str, int]:
    """How many at a stage, by class, have ever done one of these actions."""
    signals = _signals(db, [f"action:{name}" for name in actions])
    query = f"""SELECT v.class, count(*) FROM verdicts v WHERE v.site = ? AND v.stage = ? AND EXISTS (
                SELECT 1 FROM nodes n JOIN evidence e ON e.node = n.id WHERE n.visitor = v.visitor AND e.signal IN ({_marks(signals)})) GROUP BY v.class"""
    return dict(db.execute(query, (site, stage, *signals)).fetchall())


def places(db: sqlite3.Connection, site: int) -> list[tuple[str, str, int]]:
    """(list, class, how many)."""
    return db.execute("SELECT place, class, count(*) FROM verdicts WHERE site = ? GROUP BY 1, 2", (site,)).fetchall()


def sources(db: sqlite3.Connection, site: int, limit: int) -> list[tuple[str, int, int]]:
    """(source, visitors, leads) of the sources that brought most visitors."""
    query = "SELECT source, count(*) AS c, sum(place = 'lead') FROM verdicts WHERE site = ? GROUP BY source ORDER BY c DESC, source LIMIT ?"
    return db.execute(query, (site, limit)).fetchall()


def seen_first(db: sqlite3.Connection, site: int, since: int, until: int) -> int:
    """How many were seen for the first time in a span."""
    return db.execute("SELECT count(*) FROM verdicts WHERE site = ? AND first_seen >= ? AND first_seen < ?", (site, since, until)).fetchone()[0]


def cohorts(db: sqlite3.Connection, site: int, since: int) -> list[tuple[int, str, str, int]]:
    """(week, stage, class, how many) by the week of the first visit; weeks begin on Monday, week 0 holds 1970-01-01."""
    query = "SELECT (first_seen / 86400000 + 3) / 7, stage, class, count(*) FROM verdicts WHERE site = ? AND first_seen >= ? GROUP BY 1, 2, 3"
    return db.execute(query, (site, since)).fetchall()


def recent(db: sqlite3.Connection, site: int, limit: int, who: str = "") -> list[int]:
    """The numbers of the visitors seen last, of one class or of all but programs."""
    what = "class = ?" if who else "class <> ?"
    query = f"SELECT visitor FROM verdicts WHERE site = ? AND {what} ORDER BY last_seen DESC, visitor LIMIT ?"
    return [row[0] for row in db.execute(query, (site, who or "bot", limit))]


def at_stages(db: sqlite3.Connection, site: int, wanted: tuple[str, ...], limit: int) -> list[int]:
    """The numbers of visitors at some stages, most engaged first."""
    query = f"SELECT visitor FROM verdicts WHERE site = ? AND stage IN ({_marks(wanted)}) ORDER BY engagement DESC, visitor LIMIT ?"
    return [row[0] for row in db.execute(query, (site, *wanted, limit))]


def foremost(db: sqlite3.Connection, site: int, first: tuple[str, ...], limit: int) -> list[int]:
    """The numbers of visitors: those at some stages first, then the most engaged. Programs are left out."""
    query = f"SELECT visitor FROM verdicts WHERE site = ? AND class <> 'bot' ORDER BY stage IN ({_marks(first)}) DESC, engagement DESC, visitor LIMIT ?"
    return [row[0] for row in db.execute(query, (site, *first, limit))]


def judged(db: sqlite3.Connection, site: int, visitors: list[int], name: str) -> dict[int, Judged]:
    """The list rows of visitors by number, as last judged."""
    found = {}
    query = "SELECT visitor, place, rank, public, first_seen, last_seen, judged, row FROM verdicts WHERE visitor IN ({}) AND judged"
    for number, place, rank, public, first, last, at, row in _portions(db, query, visitors):
        found[number] = Judged(site=name, visitor=shown_id(public), place=place, rank=rank, row=unsqueeze(row), first_seen=first, last_seen=last, judged=at)
    return found


def marks(db: sqlite3.Connection, site: int, visitors: list[int], names: Iterable[str]) -> dict[int, dict[tuple[str, int], Mark]]:
    """What visitors did, by number: (action or signal, day) -> mark."""
    signals = _signals(db, names)
    if not signals:
        return {}
    query = f"""SELECT n.visitor, s.name, e.day, e.count, e.first, e.last, coalesce(t.value, '') FROM nodes n JOIN evidence e ON e.node = n.id
                JOIN signals s ON s.id = e.signal LEFT JOIN texts t ON t.id = e.sample WHERE e.signal IN ({','.join(map(str, signals))}) AND n.visitor IN ({{}})"""
    found: dict[int, dict[tuple[str, int], Mark]] = {}
    for visitor, name, day, count, first, last, sample in _portions(db, query, visitors):
        of = found.setdefault(visitor, {})
        mark = Mark(count=count, first=first, last=last, sample=sample)
        of[name, day] = of[name, day] + mark if (name, day) in of else mark
    return found


def events(db: sqlite3.Connection, site: int, visitors: list[int]) -> Iterator[tuple[int, list[Event]]]:
    """For each visitor the latest 300 events, oldest first. Texts are read once for all."""
    texts: dict[int, str] = {}

    def text(identity: int) -> str:
        if identity not in texts:
            row = db.execute("SELECT value FROM texts WHERE id = ?", (identity,)).fetchone()
            texts[identity] = row[0] if row else ""
        return texts[identity]

    query = "SELECT n.key, e.at, e.body FROM nodes n JOIN events e ON e.node = n.id WHERE n.visitor = ? ORDER BY e.at DESC, e.seq DESC LIMIT ?"
    for visitor in visitors:
        found = db.execute(query, (visitor, MOST_EVENTS)).fetchall()
        yield visitor, [unpack(*row, text) for row in reversed(found)]


def noted(db: sqlite3.Connection, site: int, channel: str, limit: int) -> list[tuple[str, int]]:
    """(visitor's id today, when) of what was noted under a channel, newest first."""
    query = """SELECT v.public, max(d.at) FROM decisions d JOIN nodes n ON n.public = d.public JOIN nodes v ON v.id = n.visitor
               WHERE d.site = ? AND d.channel = ? GROUP BY v.id ORDER BY 2 DESC LIMIT ?"""
    return [(shown_id(public), at) for public, at in db.execute(query, (site, channel, limit))]


def _signals(db: sqlite3.Connection, names: Iterable[str]) -> list[int]:
    wanted = list(names)
    return [row[0] for row in db.execute(f"SELECT id FROM signals WHERE name IN ({_marks(wanted)})", wanted)]


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" * len(list(values)))


def _portions(db: sqlite3.Connection, query: str, visitors: list[int]) -> Iterator[tuple]:
    for start in range(0, len(visitors), CHUNK):
        portion = visitors[start : start + CHUNK]
        yield from db.execute(query.format(_marks(portion)), portion).fetchall()
