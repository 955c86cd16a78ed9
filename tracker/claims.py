"""What claims may do to a verdict: add to it, and never take away. Anybody can send with the key of a page's source.

A visitor is judged over all its parts. Then its sure part is judged alone, and with each claimed part for itself: where
the whole stands worse than one of these, claims contradict each other and a person should look. Who is known to the
owner's back end keeps the class that it gives, and does not become a lead by a claim that brings no contact data of
its own: whoever fills in a form can do no more. An objection is always heard, whoever sends it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tracker.model import PLACES, Known, Row, Score, Standing, Verdict
from tracker.parts import together

OBJECTIONS = ("objected", "no_consent", "contested")
UNSETTLED = (*OBJECTIONS, "disputed", "unconfirmed")  # reasons under which no claim was found to agree with what is sure
MOST = 8  # claimed parts that are judged apart, those seen first: a stranger comes later, and each costs a judgement


class Weighed(Row):
    """A body of evidence and all that follows from it."""

    known: Known
    verdict: Verdict
    score: Score
    standing: Standing
    who: str


def settle(known: Known, weigh: Callable[[Known], Weighed]) -> tuple[Weighed, str]:
    """The body by which somebody is to be judged, and why a person should look ("", disputed, unconfirmed). No body is weighed twice."""
    whole = weigh(known)
    place = whole.standing.place
    if not known.parts or whole.standing.reason in OBJECTIONS:
        return whole, ""
    vouched = sure_of(known)
    sure = weigh(vouched) if vouched else None
    if sure:
        if sure.who not in ("unknown", whole.who):
            return sure, "" if sure.standing.place == place else "disputed"
        if place == "lead" != sure.standing.place and not _brings_contact(known, sure.known):
            return whole, "unconfirmed"
    if place == "lead" or whole.who == "customer" and not sure:
        return whole, ""  # to buy on another device is what leads do
    best = max([*([sure] if sure else []), *map(weigh, _with_each_claim(known))], key=_height)
    return (best, "disputed") if _height(best) > _height(whole) else (whole, "")


def sure_of(known: Known) -> Known | None:
    """Somebody of several parts by those alone which are sure; None where every part is claimed."""
    sure = [part for part in known.parts if part.sure]
    return _body(known, sure) if sure else None


def _height(weighed: Weighed) -> int:
    return -PLACES.index(weighed.standing.place)


def _with_each_claim(known: Known) -> list[Known]:
    """What is sure, together with each claimed part; the earliest first."""
    sure = [part for part in known.parts if part.sure]
    claimed = sorted((part for part in known.parts if not part.sure), key=lambda part: (part.first_seen, part.nodes))
    return [_body(known, [*sure, part]) for part in claimed[:MOST]]


def _body(known: Known, parts: list[Known]) -> Known:
    """The visitor with the evidence and traits of some parts only."""
    body = together(parts)
    return msgspec.structs.replace(known, evidence=body.evidence, traits=body.traits, parts=())


def _brings_contact(known: Known, vouched: Known) -> bool:
    """Whether what is claimed names the same address or number as what is sure, which has one."""
    claimed = together([part for part in known.parts if not part.sure])
    names = [name for name in ("email", "phone") if name in vouched.traits]
    said = [(claimed.traits[name].value, vouched.traits[name].value) for name in names if name in claimed.traits]
    return not names or any(one.strip().casefold() == other.strip().casefold() for one, other in said)
