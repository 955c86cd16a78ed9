"""THE CORRIDOR. Read this first: an event's way through the rooms, and the answers on the other side.

receive -> validate -> enrich -> evidence -> | store.record | -> classify -> score -> qualify

Left of the wall (the store) work is done once per event; right of it every answer is a pure
function of what hangs on the wall and of ``now``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tracker.claims import Weighed, settle
from tracker.classify import classify
from tracker.enrich import enrich
from tracker.evidence import evidence_of
from tracker.explain import explanation, leading, quoted, sentence
from tracker.model import Drop, Entry, Event, Evidence, Judged, Known, Sender, Site, Verdict, World  # fmt: skip
from tracker.profile import emails_of, traits_of
from tracker.qualify import contacts, final_class, qualify, silence
from tracker.rulebook import Rulebook
from tracker.score import score
from tracker.validate import validate
from tracker.wire import Delivery


def entry_of(event: Event, site: Site, rulebook: Rulebook, world: World) -> Entry:
    """A checked event, enriched, with the evidence and traits in it: ready for the wall."""
    event = enrich(event, site, world)
    return Entry(
        site=site.name,
        event=event,
        evidence=evidence_of(event, site, rulebook),
        traits=traits_of(event),
        emails=emails_of(event),
    )


def ingest(delivery: Delivery, sender: Sender, rulebook: Rulebook, world: World) -> list[Entry | Drop]:
    """What becomes of each message of a delivery, in order: an entry for the wall, or a drop."""
    results: list[Entry | Drop] = []
    for index, message in enumerate(delivery.messages):
        checked = message if isinstance(message, Drop) else validate(message, sender)
        if isinstance(checked, Drop):
            results.append(msgspec.structs.replace(checked, index=index))
        else:
            results.append(entry_of(checked, sender.site, rulebook, world))
    return results


def settled(known: Known, site: Site, rulebook: Rulebook, now: int) -> Weighed:
    """The one way to a verdict: the body of evidence that counts (claims.py), and what follows from it at ``now``."""

    def weigh(body: Known) -> Weighed:
        verdict = classify(body.evidence, site, rulebook, now)
        points = score(body, verdict, site, now)
        standing = qualify(body, verdict, points, site, rulebook)
        return Weighed(known=body, verdict=verdict, score=points, standing=standing, who=final_class(body, verdict))

    found, dispute = settle(known, weigh)
    if not dispute:
        return found
    return msgspec.structs.replace(found, standing=qualify(found.known, found.verdict, found.score, site, rulebook, dispute))


def judge(known: Known, site: Site, rulebook: Rulebook, now: int) -> Judged:
    """A visitor's place in the lists at ``now``, complete with reasons."""
    found = settled(known, site, rulebook, now)
    known, verdict, standing, who = found.known, found.verdict, found.standing, found.who
    strongest = leading(verdict, who if who != "unknown" else verdict.winner)
    desks = (rulebook.row(reason.signal).desk for reason in strongest)
    row = {
        **_person(known),
        "class": who,
        "probability": verdict.probabilities[who] / 1000,
        "permille": verdict.probabilities[who],
        "probabilities": {name: chance / 1000 for name, chance in verdict.probabilities.items()},
        "second": verdict.second if who == verdict.winner else verdict.winner,
        **msgspec.to_builtins(found.score),
        "list": standing.place,
        "reason": standing.reason,
        "says": standing.says,
        "sentence": sentence(verdict, who, standing),
        "reasons": [quoted(reason) for reason in strongest],
        "next_action": "Read what they say, and say who they are." if standing.reason == "contested" else rulebook.classes[who].next_action,
        "tension": verdict.tension if verdict.tension != who else "",
        "desk": next(filter(None, desks), rulebook.classes[who].desk),
        "silence": silence(known),
        "status": known.dispositions[-1]["outcome"] if known.dispositions else "",
        "contacts_left": max(0, site.frequency_cap - contacts(known, now)),
        "rulebook": rulebook.edition(site),
    }
    return Judged(
        site=site.name, visitor=known.visitor, place=standing.place, rank=standing.rank, row=row,
        first_seen=known.first_seen, last_seen=known.last_seen, judged=now,
    )  # fmt: skip


def _person(known: Known) -> dict[str, Any]:
    """The columns of a list row that come from what somebody said or showed of themselves."""
    told = {name: trait.value for name, trait in known.traits.items()}
    seconds = sum(mark.count for (name, _), mark in known.evidence.marks.items() if name == "engaged_time")
    named = ("name", "company", "email", "phone", "title", "country", "timezone", "device", "organisation")
    return {
        **{name: told.get(name, "") for name in named},
        "source": told.get("first_source", ""),
        "campaign": told.get("first_campaign", ""),
        "channel": told.get("first_channel", ""),
        "domain_type": told.get("domain_type", ""),
        "domain": told.get("email", "").rpartition("@")[2],
        "visits": len({day for _, day in known.evidence.marks}),
        "events": known.events,
        "engaged_seconds": seconds,
    }


def explain(known: Known, site: Site, rulebook: Rulebook, now: int) -> dict[str, Any]:
    """Everything behind a visitor's verdict and place at ``now``."""

    def again(evidence: Evidence) -> Verdict:
        return classify(evidence, site, rulebook, now)

    found = settled(known, site, rulebook, now)
    return explanation(found.known, found.verdict, found.who, found.standing, rulebook, now, again) | {"rulebook": rulebook.edition(site)}


def rebuild(
    kept: Iterable[list[tuple[int, str, Event]]], sites: dict[str, Site], rulebook: Rulebook, world: World
) -> Iterator[list[tuple[int, Entry]]]:
    """Every kept event through today's rules: ``(node, entry)`` batches, as live processing would make them."""
    for batch in kept:
        yield [(node, entry_of(event, sites[site], rulebook, world)) for node, site, event in batch]
