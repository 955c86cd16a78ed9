"""Everything that is kept about a person, readable by them: where it came from, what was concluded, who got it."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.collector import Collector
from tracker.identity import SHARED_EMAIL
from tracker.model import DAY_MS, Event, Judged, Known, Mark
from tracker.pipeline import judge
from tracker.privacy import link_token, nobody, visitors_of
from tracker.rows import decision_id, iso
from tracker.wall import erasing
from tracker.wall.packing import raw_id

PURPOSE = "To tell which visitors of the site want to hear from its owner and which do not, and to treat each of them accordingly."
RIGHTS = "You may see, correct, contest and object to all of this, and have it erased: ask the owner of the site, or use the link they gave you."
KINDS = {"d": "device", "a": "account", "u": "account on a device", "e": "e-mail address (its digest)"}
DECISIONS = "SELECT id, channel, at FROM decisions WHERE site = ? AND public IN ({}) ORDER BY at"

TOLD = """SELECT p.name, o.kind, d.tried, d.state FROM outbox o JOIN deliveries d ON d.seq = o.seq JOIN destinations p ON p.id = d.destination
          WHERE o.site = ? AND o.public IN ({}) ORDER BY o.seq"""


def access(collector: Collector, person: str, site: str | None = None, link: bool = False) -> dict[str, Any]:
    """All that is kept about somebody, in every site; the reading is noted as a decision.

    Raises ValueError where nothing is kept. ``link``: with a signed link for the person themselves.
    """
    told = []
    for name, visitors in list(visitors_of(collector, person, site)):
        if len(visitors) > SHARED_EMAIL:
            raise ValueError(f"{person!r} leads to {len(visitors)} visitors of {name!r}: many use it, so it proves nobody's right to see. Name one by id.")
        for visitor in collector.store.ask(lambda db, number, visitors=visitors: erasing.names(db, visitors), name):
            known = collector.store.known(name, visitor)
            if known:
                told.append(kept_about(collector, known, "access") | ({"link": link_to(collector, known)} if link else {}))
    if not told:
        raise nobody(person, site)
    return {"person": person, "at": iso(collector.now()), "purpose": PURPOSE, "rights": RIGHTS, "visitors": told}


def link_to(collector: Collector, known: Known) -> str:
    """The address at which somebody sees their own data, for a month."""
    settings = collector.settings
    home = settings["public_url"].rstrip("/") or f"http://{settings['host']}:{settings['port']}"
    return f"{home}/v1/me?token={link_token(collector, known.site, known.visitor)}"


def kept_about(collector: Collector, known: Known, channel: str) -> dict[str, Any]:
    """All that is kept about one visitor, as plain JSON; that it was read is noted under ``channel``."""
    site = collector.sites[known.site]
    judged = judge(known, site, collector.rulebook, collector.now())
    note_reading(collector, judged, channel)
    events = collector.store.events(known.site, known.visitor, 1_000_000) if known.events else []
    return {
        **summary(collector, known, judged),
        "ids": [{"kind": KINDS[key[0]], "id": " on ".join(reversed(key[2:].split("\x1f")))} for key in known.nodes],
        "decisions": decisions(collector, known),
        "told": told_of(collector, known),
        "said_by_sales": [{**told, "at": iso(told["at"])} for told in known.dispositions],
        "events": [_event(event) for event in events],
    }


def summary(collector: Collector, known: Known, judged: Judged) -> dict[str, Any]:
    """The verdict in plain words with the traits and evidence behind it, and how long it is kept."""
    row, days = judged.row, collector.sites[known.site].retention_days
    return {
        "site": known.site, "id": known.visitor, "first_seen": iso(known.first_seen), "last_seen": iso(known.last_seen),
        "verdict": row["sentence"], "class": row["class"], "probabilities": row["probabilities"],
        "list": row["list"], "because": row["says"], "stage": row["stage"], "fit": row["fit"], "engagement": row["engagement"],
        "objection": known.suppressed, "kept_for": f"{days} days" if days else "until erased",
        "traits": {name: {"value": trait.value, "at": iso(trait.at)} for name, trait in sorted(known.traits.items())},
        "evidence": [{"signal": name, "says": says_of(collector, name), "day": iso(day * DAY_MS)[:10], "count": times(collector, name, mark), "sample": mark.sample}
                     for (name, day), mark in sorted(known.evidence.marks.items(), key=lambda item: (item[0][1], item[0][0]))],
    }  # fmt: skip


def says_of(collector: Collector, signal: str) -> str:
    """A signal in plain words."""
    row = collector.rulebook.row(signal)
    _, action, teller = f"{signal}::".split(":")[:3]
    return row.says if row else f"did: {action}{teller and f' (the {teller} says)'}".replace("_", " ")


def times(collector: Collector, signal: str, mark: Mark) -> int:
    """How often a sign was seen; one that counts how surely was seen once."""
    return 1 if getattr(collector.rulebook.row(signal), "graded", False) else mark.count


def decisions(collector: Collector, known: Known) -> list[dict[str, Any]]:
    """When contact data of somebody left, or was read, through which channel, under which id."""
    return [{"id": told, "channel": channel, "at": iso(at)} for told, channel, at in _under_all_ids(collector, known, DECISIONS)]


def told_of(collector: Collector, known: Known) -> list[dict[str, Any]]:
    """Which destination was (or is to be) told what of somebody, and when; with or without contact data. Kept for 30 days."""
    return [{"destination": name, "event": kind, "at": iso(at), "state": state} for name, kind, at, state in _under_all_ids(collector, known, TOLD)]


def _under_all_ids(collector: Collector, known: Known, query: str) -> list[tuple]:
    publics = [raw_id(known.visitor)]

    def read(db: Any, number: int) -> list[tuple]:
        publics.extend(row[0] for row in db.execute("SELECT public FROM nodes WHERE site = ? AND visitor = (SELECT id FROM nodes WHERE public = ?)", (number, publics[0])))
        return db.execute(query.format(",".join("?" * len(publics))), (number, *publics)).fetchall()

    return collector.store.ask(read, known.site)


def note_reading(collector: Collector, judged: Judged, channel: str) -> None:
    """Note that somebody's whole record was read."""
    now = collector.now()
    told = [(decision_id(judged, channel, now), judged.visitor)]
    collector.writer.do(lambda: collector.store.note_decisions(judged.site, told, channel, now))


def _event(event: Event) -> dict[str, Any]:
    """An event as it is kept, times as text, empty fields left out."""
    told = {name: value for name, value in msgspec.to_builtins(event).items() if value not in ("", {}, [], None, False) and name != "facts"}
    told["page"] = {name: value for name, value in told.get("page", {}).items() if value}
    return {**told, "at": iso(event.at), "received": iso(event.received)}
