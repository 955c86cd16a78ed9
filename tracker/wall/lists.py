"""The three lists, read by keyset pages from one index; filters are columns, never free SQL."""

from __future__ import annotations

import sqlite3
from typing import Any

from tracker.model import PLACES, Judged
from tracker.wall.packing import raw_id, shown_id, squeeze, unsqueeze
from tracker.wire import Ask, Slice

EQUAL = {"class_": "class", "stage": "stage", "source": "source", "country": "country", "domain": "domain",
         "owner": "owner", "status": "status", "tension": "tension", "desk": "desk"}  # fmt: skip
LEAST = {"min_probability": "probability", "min_fit": "fit", "min_engagement": "engagement", "since": "last_seen"}
SAVE = """INSERT OR REPLACE INTO verdicts (visitor, site, place, rank, public, class, probability, fit, engagement, stage, source,
 country, domain, owner, status, tension, desk, words, first_seen, last_seen, judged, row)
 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
PENDING = {"reason": "not_judged", "says": "Has only just been seen; the verdict follows within a second."}


APART = "\x1f"  # in a row's words: before it what every reader may see, behind it who somebody is


def words_of(row: dict[str, Any]) -> str:
    """What the filter ``q`` looks in, in small letters: words for every reader, then, where sales may reach
    somebody (a lead within the frequency cap), their name and address for those who may read people."""
    fields = ("name", "email") if row.get("list") == "lead" and row.get("contacts_left", 1) else ()
    shown, named = (" ".join(str(row.get(field) or "") for field in of) for of in (("company", "source", "country", "class"), fields))
    return f"{shown}{APART}{named}".casefold()


def holds(words: str, q: str, people: bool) -> bool:
    """Whether the words of a row hold a text, for a reader with or without people:read."""
    wanted = q.casefold().replace(APART, " ")
    return wanted in (words if people else words.partition(APART)[0])


def _where(site: int, ask: Ask) -> tuple[str, list]:
    clauses, values = ["site = ?", "place = ?"], [site, ask.place]
    for field, column in EQUAL.items():
        wanted = getattr(ask, field)
        if wanted:
            clauses.append(f"{column} IN ({','.join('?' * len(wanted))})")
            values += wanted
    for field, column in LEAST.items():
        least = getattr(ask, field)
        if least:
            clauses.append(f"{column} >= ?")
            values.append(least)
    if ask.q:
        clauses.append("instr(words, ?)" if ask.people else f"instr(words, ?) BETWEEN 1 AND instr(words, char({ord(APART)}))")
        values.append(ask.q.casefold().replace(APART, " "))
    if ask.seen_page:  # never matched against an address or number of a person, which could be guessed so sign by sign
        clauses.append(
            "EXISTS (SELECT 1 FROM nodes n JOIN evidence e ON e.node = n.id JOIN texts t ON t.id = e.sample"
            " WHERE n.visitor = verdicts.visitor AND instr(t.value, ?) AND instr(masked(t.value), ?))"
        )
        values += [ask.seen_page, ask.seen_page]
    return " AND ".join(clauses), values


def counts(db: sqlite3.Connection, site: int) -> dict[str, int]:
    """How many visitors each list holds; together all visitors of the site."""
    rows = dict(db.execute("SELECT place, count FROM tallies WHERE site = ?", (site,)).fetchall())
    return {place: rows.get(place, 0) for place in PLACES}


def read(db: sqlite3.Connection, site: int, ask: Ask) -> Slice:
    """One page of a list: rows in stable order (rank, then id), the next cursor, how many match in all, and how
    many each list holds; all of one moment, however busy the writer is."""
    db.execute("BEGIN")
    try:
        return _page(db, site, ask)
    finally:
        db.execute("COMMIT")


def _page(db: sqlite3.Connection, site: int, ask: Ask) -> Slice:
    where, values = _where(site, ask)
    held = counts(db, site)
    if len(values) == 2:
        total = held[ask.place]
    else:
        total = db.execute(f"SELECT count(*) FROM verdicts WHERE {where}", values).fetchone()[0]
    after = ""
    if ask.after:
        after = " AND (rank < ? OR (rank = ? AND public > ?))"
        values += [ask.after[0], ask.after[0], raw_id(ask.after[1])]
    query = f"SELECT rank, public, row, first_seen, last_seen, judged FROM verdicts WHERE {where}{after} ORDER BY rank DESC, public LIMIT ?"
    found = db.execute(query, [*values, ask.limit + 1]).fetchall()
    rows = []
    for rank, public, row, first, last, judged in found[: ask.limit]:
        told = unsqueeze(row) if row else PENDING
        rows.append(Judged(site=ask.site, visitor=shown_id(public), place=ask.place, rank=rank, row=told, first_seen=first, last_seen=last, judged=judged))
    more = (found[ask.limit - 1][0], shown_id(found[ask.limit - 1][1])) if len(found) > ask.limit else None
    return Slice(rows=tuple(rows), next=more, total=total, counts=held)


def save(db: sqlite3.Connection, site: int, visitor: int, judged: Judged) -> None:
    """Replace a visitor's row in the lists."""
    row = judged.row

    def column(name: str) -> str:
        return str(row.get(name) or "")

    db.execute(
        SAVE,
        (visitor, site, judged.place, judged.rank, raw_id(judged.visitor), column("class"), row.get("permille", 0), row.get("fit", 0),
         row.get("engagement", 0), column("stage"), column("source"), column("country"), column("domain"), column("owner"),
         column("status"), column("tension"), column("desk"), words_of(row), judged.first_seen, judged.last_seen, judged.judged, squeeze(row)),
    )  # fmt: skip
