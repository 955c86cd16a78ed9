"""What claims may do to a verdict: add to it, and never take away. Anybody can send with the key of a page's source.

A visitor is judged over all its parts. Then its sure part is judged alone, and with each claimed part for itself: where
the whole stands worse than one of these, claims contradict each other and a person should look. Who is known to the
owner's back end keeps the class that it gives, and does not become a lead by a claim that brings no contact data of
its own: whoever fills in a form can do no more. An objection is always heard, whoever sends it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tracker.model import Known
from tracker.parts import together

PLACES = ("excluded", "review", "lead")
OBJECTIONS = ("objected", "no_consent", "contested")
MOST = 8  # claimed parts that are judged apart, those seen first: a stranger comes later, and each costs a judgement
Stand = tuple[str, str, str]  # place, reason and class


def settle(known: Known, stand: Callable[[Known], Stand]) -> tuple[Known, str]:
    """The body of evidence by which somebody is to be judged, and why a person should look ("", disputed, unconfirmed)."""
    if not known.parts:
        return known, ""
    place, reason, who = stand(known)
    if reason in OBJECTIONS:
        return known, ""
    sure = [part for part in known.parts if part.sure]
    vouched = _body(known, sure) if sure else None
    if vouched:
        below, _, said = stand(vouched)
        if said not in ("unknown", who):
            return vouched, "" if below == place else "disputed"
        if place == "lead" != below and not _brings_contact(known, vouched):
            return known, "unconfirmed"
    if who == "customer" and not sure:
        return known, ""  # to buy on another device is what leads do
    best = max(_bodies(known, sure), key=lambda body: PLACES.index(stand(body)[0])) if place != "lead" else known
    return (best, "disputed") if PLACES.index(stand(best)[0]) > PLACES.index(place) else (known, "")


def _bodies(known: Known, sure: list[Known]) -> list[Known]:
    """What is sure, and what it gives with each claimed part; the earliest first."""
    claimed = sorted((part for part in known.parts if not part.sure), key=lambda part: (part.first_seen, part.nodes))
    return [_body(known, parts) for parts in ([sure] if sure else []) + [[*sure, part] for part in claimed[:MOST]]]


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
