"""Learning, beside the store: who was corrected, what that teaches, and its publication as a version of the rules.

The judge learns when nobody waits to be judged (``Learner``, one of the chores of tracker/upkeep.py), so from the very first disposition on; ``winnow learn`` does the same at once.
"""

from __future__ import annotations

import time
from typing import Any

import msgspec

from tracker.editions import FOREVER, Publication, owners, present, publish, vote
from tracker.learn import Case, Lesson, case_of, learned, lessons
from tracker.model import Site
from tracker.rulebook import Rulebook
from tracker.wall.history import History, Override

AUTHOR = "learn"
REST_PER_VISITOR = 0.002  # seconds: so long the judge needs for each, and half of its time belongs to live visitors
MOST_REST = 600.0


def cases(store: Any, site: Site, override: Override, rulebook: Rulebook) -> list[Case]:
    """What each corrected visitor of a site teaches, under the owner's rules."""
    plain = owners(site, override)
    found = (store.known(site.name, visitor) for visitor in store.history.disposed(site.name))
    told = (case_of(known, plain, rulebook, override.skipped) for known in found if known)
    return [case for case in told if case]


def learn_from(store: Any, site: Site, rulebook: Rulebook) -> list[Lesson]:
    """The lessons of all that sales said of a site's visitors so far. Reads only."""
    return lessons(cases(store, site, present(site, store.history.latest(site.name)), rulebook))


def spans(skipped: tuple[tuple[int, int], ...], now: int, everything: bool, stop: bool) -> tuple[tuple[int, int], ...]:
    """Which spans of time teach nothing: none any more with ``everything``, all to come with ``stop``."""
    kept = () if everything else skipped
    return (*kept, (now, FOREVER)) if stop and not any(until >= FOREVER for _, until in kept) else kept


def relearn(collector: Any, name: str, everything: bool = False, stop: bool = False) -> dict[str, Any]:
    """Learn from all dispositions of a site and publish what changed; ``{version, corrections, people, lessons, changed}``.

    ``version`` is None where nothing changed. Each lesson has ``before`` (the vote without learning) and ``after``.
    """
    site, store, rulebook = collector.store.sites()[name], collector.store, collector.rulebook
    through, now = store.history.last_words().get(name, 0), collector.now()
    layers = present(site, store.history.latest(name))
    layers = msgspec.structs.replace(layers, skipped=spans(layers.skipped, now, everything, stop))
    told = cases(store, site, layers, rulebook)
    found = lessons(told)
    people = len({case.author for case in told})
    note = f"learned from {len(told)} corrected visitors, by {people} {'person' if people == 1 else 'people'}"

    def work(registry: Any) -> tuple[int | None, list[str]]:
        history, now_there = History(registry.db), registry.sites()[name]
        current = present(now_there, history.latest(name))
        wanted = msgspec.structs.replace(current, learned=learned(found), skipped=layers.skipped)
        publication = Publication(override=wanted, author=AUTHOR, note=note, at=collector.now(), through=through, heard=now)
        version = publish(history, now_there, publication, rulebook)
        moved = sorted(signal for signal in {*current.learned, *wanted.learned} if current.learned.get(signal) != wanted.learned.get(signal))
        if version and moved:
            history.rejudge(name, None if any(signal in rulebook.patterns for signal in moved) else moved)
        return version.number if version else None, moved

    number, moved = collector.administer(work)
    collector.judge.wake()
    rows = [_row(lesson, layers, rulebook) for lesson in found]
    return {"version": number, "corrections": len(told), "people": people, "lessons": rows, "changed": moved}


def _row(lesson: Lesson, layers: Override, rulebook: Rulebook) -> dict[str, Any]:
    before = vote(lesson.signal, lesson.voted, layers.votes, rulebook)
    return {**msgspec.to_builtins(lesson), "before": before, "after": before + lesson.shift}


class Learner:
    """Learns for a site whose sales people said something new; rests in between, the longer the more visitors there are."""

    def __init__(self, collector: Any) -> None:
        self.collector = collector
        self._heard: dict[str, int] = {}
        self._rested: dict[str, float] = {}

    def __call__(self) -> float | None:
        """Learn what is new; after how many seconds to ask again where a site must rest first, else None."""
        history = getattr(self.collector.store, "history", None)
        if history is None:  # a store in memory has no history to publish to
            return None
        waits = []
        for site, last in history.last_words().items():
            if last <= self._through(history, site):
                continue
            rest = self._rested.get(site, 0.0) - time.monotonic()
            if rest > 0:
                waits.append(rest)
                continue
            relearn(self.collector, site)
            self._heard[site] = last
            self._rested[site] = time.monotonic() + min(MOST_REST, REST_PER_VISITOR * sum(self.collector.store.counts(site).values()))
        return min(waits, default=None)

    def _through(self, history: History, site: str) -> int:
        if site not in self._heard:
            latest = history.latest(site)
            self._heard[site] = latest.told.through if latest else 0
        return self._heard[site]
