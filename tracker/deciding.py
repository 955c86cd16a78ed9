"""What a person decides of a visitor: who it is, no contact, what belongs together. The API and the pages call the same functions.

Each is kept at once and wakes the judge. Whoever calls has checked that the person may.
"""

from __future__ import annotations

from typing import Any

from tracker.collector import Collector
from tracker.identity import email_key, public_id
from tracker.model import Known

NOTE, REASON = 1000, 200


def _text(told: Any, most: int) -> str:
    """At most so many characters that every store can keep."""
    return str(told or "").encode("utf-8", "replace").decode().replace("\0", "").strip()[:most]


def dispose(collector: Collector, known: Known, said: str, outcome: str, note: Any, author: str) -> dict[str, Any]:
    """Keep what somebody found out of a visitor (class, outcome or both, checked by the caller): the row that is kept."""
    row = {"class": said, "outcome": outcome, "note": _text(note, NOTE), "author": author, "at": collector.now()}
    collector.writer.do(lambda: collector.store.dispose(known.site, known.visitor, row))
    collector.judge.wake()
    return row


def suppress(collector: Collector, known: Known, reason: Any) -> str:
    """Leave a visitor alone from now on, under every id of theirs and their address: the reason that is kept."""
    told, now = _text(reason, REASON) or "objection", collector.now()
    keys = set(known.nodes) | ({email_key(known.traits["email"].value)} if "email" in known.traits else set())

    def work() -> None:
        for key in keys:
            collector.store.suppress(known.site, key, told, now, known.visitor)

    collector.writer.do(work)
    collector.judge.wake()
    return told


def merge(collector: Collector, known: Known, identity: str, wanted: str, author: str) -> int | None:
    """Make one of a visitor and whoever has the id ``wanted``: the number by which it can be undone; None where they must stay apart."""
    now = collector.now()
    number = collector.writer.do(lambda: collector.store.join(known.site, identity, wanted, author, now))
    collector.judge.wake()
    return number


def part_of(collector: Collector, known: Known, named: str, taken_out: bool) -> str:
    """The node that is told by its key or public id: one of a visitor's; where it was taken out, any of the site; "" for none."""
    found = next((key for key in known.nodes if named in (key, public_id(known.site, key))), "")
    ids = (named, public_id(known.site, named)) if taken_out else ()
    return found or next(filter(None, (collector.store.node(known.site, name) for name in ids)), "")


def unmerge(collector: Collector, known: Known, merge: Any, named: str, undo: bool = False) -> tuple[str, str] | None:
    """Undo a merge by its number, else take a part out (``undo``: put it back): the node that stays and the one that goes.

    None, and nothing done, where there is no such merge or part (any more). ``named``: a node's key or public id.
    """
    told = next((row for row in collector.store.merges(known.site, known.visitor) if str(row["merge"]) == str(merge)), None)
    node = "" if merge else part_of(collector, known, named, undo)
    if told:
        node, rest = told["nodes"]
        collector.writer.do(lambda: collector.store.disjoin(known.site, told["merge"]))
    elif node:
        rest = next((other for other in known.nodes if other != node and other[0] != "e"), node)
        collector.writer.do(lambda: collector.store.cut(known.site, node, not undo))
    else:
        return None
    collector.judge.wake()
    return rest, node


def visitor_of(collector: Collector, site: str, node: str) -> str | None:
    """The id of the visitor to whom a node now belongs."""
    return collector.store.resolve(site, public_id(site, node))
