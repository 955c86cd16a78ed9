"""What leaves for a destination, where to, and what came of it: the types between the outbox and the destinations' shelf."""

from __future__ import annotations

from typing import Any

from tracker.model import Row

# What a destination can be told of; the names are the contract's.
EVENTS = {
    "lead.entered": "somebody has become a qualified lead",
    "lead.left": "somebody is no qualified lead any more: the list, reason and sentence say why",
    "lead.stage_changed": "a lead has reached, or lost, a stage (lead, qualified, buyer, regular, advocate ...)",
    "class.changed": "somebody judged before is now believed to be somebody else",
    "review.needed": "a person should look at somebody",
}
ERASED = "visitor.erased"  # always told, and only to those who were told of this person before
TEST = "destination.test"
DIGEST = "digest"


class Destination(Row):
    """Where a site's news go: ``kind`` is a file of the shelf, ``told`` what it was set to, ``paused`` why nothing is
    sent now, ``due`` when the next digest is (ms; 0 for a destination that is told of each event)."""

    number: int
    site: str
    name: str
    kind: str
    told: dict[str, Any]
    paused: str = ""
    created: int = 0
    due: int = 0


class Parcel(Row):
    """One message to one destination. ``id`` stays the same at every attempt, so that a receiver can drop doubles;
    ``now`` (ms) is the time of this attempt."""

    id: str
    type: str
    body: dict[str, Any]
    now: int


class Receipt(Row):
    """What came of an attempt: taken or not, a sentence, for how many seconds the receiver asks to be left alone,
    and whether it wants nothing more at all."""

    taken: bool
    says: str
    rest: int = 0
    gone: bool = False
