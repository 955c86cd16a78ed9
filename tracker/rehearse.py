"""The dry run of a draft: everybody judged by it in memory, against today; who would move, and who of them bought."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from tracker import editions
from tracker.identity import owner_of
from tracker.model import Event, Evidence, Judged, Known, Site, Trait, World
from tracker.parts import as_it_was
from tracker.pipeline import entry_of, judge
from tracker.rulebook import Rulebook
from tracker.score import BUYER, PREFIX
from tracker.traits import prevails

MOST_EVENTS = 20_000  # of one visitor, when a draft changes sections; who has more is a program
BOUGHT = frozenset(PREFIX + name for name in BUYER)


def bought_at(known: Known) -> int | None:
    """When somebody first bought, as orders and sales tell (ms); None for one who has not."""
    orders = [mark.first for (name, _), mark in known.evidence.marks.items() if name in BOUGHT]
    won = [told["at"] for told in known.dispositions if told["outcome"] == "won"]
    return min(orders + won, default=None)


def enriched_anew(known: Known, events: Sequence[Event], site: Site, rulebook: Rulebook, world: World) -> Known:
    """The visitor as a rebuild under the draft's sections would leave them."""
    evidence, traits = Evidence(), dict[str, Trait]()
    for event in events:
        entry = entry_of(event, site, rulebook, world)
        evidence += entry.evidence
        traits |= {trait.name: trait for trait in entry.traits if prevails(trait, traits.get(trait.name))}
    parts = tuple(enriched_anew(part, [event for event in events if _own(event) in part.nodes], site, rulebook, world) for part in known.parts)
    return msgspec.structs.replace(known, evidence=evidence, traits=traits, parts=parts)


def _own(event: Event) -> str:
    return owner_of(event.device, event.account, event.trusted)


def _pair(known: Known, then: Known, site: Site, draft: Site, rulebook: Rulebook, at: int) -> tuple[Judged, Judged]:
    return judge(known, site, rulebook, at), judge(then, draft, rulebook, at)


def _move(before: Judged, after: Judged, bought: bool) -> dict[str, Any]:
    return {
        "id": before.visitor, "from": before.place, "to": after.place, "class_from": before.row["class"], "class_to": after.row["class"],
        "probability": after.row["probability"], "bought": bought, "sentence": after.row["sentence"], "name": before.row["name"] or before.row["company"],
    }  # fmt: skip


class Rehearsal:
    """Judges visitors one by one under two sets of rules, and keeps who moved."""

    def __init__(self, store: Any, site: Site, draft: Site, rulebook: Rulebook, world: World, now: int) -> None:
        self.store, self.site, self.draft, self.rulebook, self.world, self.now = store, site, draft, rulebook, world, now
        self.replays = site.sections != draft.sections
        self.moves: list[dict[str, Any]] = []
        self.seen = self.shifted = self.buyers = 0
        self.hindsight: Counter[str] = Counter()

    def take(self, visitor: str) -> None:
        """Judge one visitor both ways, now and, if they bought, at the moment before."""
        known = self.store.known(self.site.name, visitor)
        if known is None or not known.events:
            return
        self.seen += 1
        then = known
        if self.replays:
            events = self.store.events(self.site.name, visitor, MOST_EVENTS)
            then = enriched_anew(known, events, self.draft, self.rulebook, self.world)
        bought = bought_at(known)
        before, after = _pair(known, then, self.site, self.draft, self.rulebook, self.now)
        self.shifted += before.row["probabilities"] != after.row["probabilities"]
        if (before.place, before.row["class"]) != (after.place, after.row["class"]):
            self.moves.append(_move(before, after, bought is not None))
        if bought is not None:
            self._look_back(known, then, bought - 1)

    def _look_back(self, known: Known, then: Known, at: int) -> None:
        self.buyers += 1
        early, early_then = as_it_was(known, at), as_it_was(then, at)
        if early is not None and early_then is not None:
            before, after = _pair(early, early_then, self.site, self.draft, self.rulebook, at)
            self.hindsight["judged"] += 1
            self.hindsight["listed"] += before.place == "lead"
            self.hindsight["would"] += after.place == "lead"
            self.hindsight["lost"] += before.place == "lead" != after.place
            self.hindsight["found"] += after.place == "lead" != before.place


def rehearse(
    store: Any, site: Site, draft: Site, rulebook: Rulebook, world: World, now: int,
    visitors: Iterable[str], tell: Callable[[int], Any] = lambda done: None,
) -> dict[str, Any]:  # fmt: skip
    """What a draft would do to these visitors, in JSON's own types.

    ``seen``; ``moves`` [id, from, to, class_from, class_to, probability, bought, sentence, name], those who bought
    first, then by id; ``lists`` and ``classes`` [from, to, visitors, bought] of those who move; ``bought`` of the movers;
    ``shifted`` (probabilities differ at all); ``replayed`` (sections differ: events were enriched anew);
    ``buyers`` {all, judged, listed, would, lost, found}: all who ever bought, and as they stood the moment before.
    """
    run = Rehearsal(store, site, draft, rulebook, world, now)
    for visitor in visitors:
        run.take(visitor)
        tell(1)
    run.moves.sort(key=lambda move: (not move["bought"], move["from"] == move["to"], move["id"]))
    return {
        "seen": run.seen, "moves": run.moves, "shifted": run.shifted, "replayed": run.replays,
        "bought": sum(move["bought"] for move in run.moves),
        "lists": _matrix(run.moves, "from", "to"), "classes": _matrix(run.moves, "class_from", "class_to"),
        "buyers": {"all": run.buyers, **{name: run.hindsight[name] for name in ("judged", "listed", "would", "lost", "found")}},
    }  # fmt: skip


def dry_run(
    store: Any, site: Site, tables: dict[str, Any], rulebook: Rulebook, world: World, now: int,
    most: int | None = None, begin: Callable[[int, bool], Callable[[int], Any]] = lambda whole, replays: lambda done: None,
) -> dict[str, Any]:  # fmt: skip
    """What ``rehearse`` tells of a draft's tables laid over a site's rules, with ``changes`` [key, before, after] and ``whole`` (all visitors).

    Of more than ``most`` visitors so many are drawn, the same each time. ``begin(visitors, replays)`` gives what hears of the progress.
    """
    drafted = editions.in_force(site, editions.drafted(site, store.history.latest(site.name), tables), rulebook)
    everybody = store.history.visitors(site.name)
    drawn = sorted(random.Random(len(everybody)).sample(everybody, most)) if most is not None and len(everybody) > most else everybody
    tell = begin(len(drawn), site.sections != drafted.sections)
    found = rehearse(store, site, drafted, rulebook, world, now, drawn, tell)
    return {**found, "whole": len(everybody), "changes": msgspec.to_builtins(editions.changes(editions.fields(site), editions.fields(drafted), rulebook))}


def _matrix(moves: list[dict[str, Any]], start: str, end: str) -> list[dict[str, Any]]:
    """How many went from where to where, the most first; those who stayed in this respect are left out."""
    counts = Counter((move[start], move[end]) for move in moves if move[start] != move[end])
    bought = Counter((move[start], move[end]) for move in moves if move["bought"])
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"from": one, "to": other, "visitors": count, "bought": bought[one, other]} for (one, other), count in rows]
