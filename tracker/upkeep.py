"""What time asks of the wall, done by the judge while nobody waits for it: one short step of each chore at a call.

Rows age: engagement, trend, lapsed stages and the frequency cap of silent people change with the days, so rows
that were judged before today are judged again. Events age: where a site has ``retention_days``, older ones go.
Rules change: events are read again. Sales people speak: their words are learned from.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Iterable
from typing import Any

from tracker.judge import judge_again
from tracker.learning import Learner
from tracker.model import DAY_MS
from tracker.privacy import retaining
from tracker.rereading import SMALL, reread_next

log = logging.getLogger("winnow.upkeep")
SLICE = 200  # rows judged again in one step: about 60 ms
AFTER_A_FAULT = 60.0
LOOK = 5.0  # seconds between two looks for events to be read again
LONGEST = 600.0  # a machine that slept through midnight learns of it after so many seconds

Chore = Callable[[], float | None]


class Upkeep:
    """Calls each chore when its time has come: a chore says after how many seconds it wants to be called again,
    or None where the next event is soon enough. One that fails rests for a minute and stops no other."""

    def __init__(self, collector: Any, chores: Iterable[Chore] | None = None, seconds: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self.chores = tuple(chores or (Learner(collector), Reader(collector), Aging(collector), Retention(collector)))
        self._resting = dict.fromkeys(self.chores, 0.0)

    def __call__(self) -> float | None:
        """One step of each chore whose time has come; after how many seconds to call again."""
        waits = [wait for chore in self.chores if (wait := self._step(chore)) is not None]
        return min(waits, default=None)

    def _step(self, chore: Chore) -> float | None:
        left = self._resting[chore] - self.seconds()
        if left > 0:
            return left
        try:
            wait = chore()
        except Exception:
            log.exception("a chore failed; tried again in a minute")
            wait = AFTER_A_FAULT
        self._resting[chore] = self.seconds() + (wait or 0.0)
        return wait


def _until_tomorrow(now: int) -> float:
    return min(LONGEST, (DAY_MS - now % DAY_MS) / 1000)


class Reader:
    """Reads events again where a rebuild was asked for."""

    def __init__(self, collector: Any) -> None:
        self.collector = collector

    def __call__(self) -> float:
        """A small portion; no rest while there is more."""
        it = self.collector
        done = reread_next(it.store, it.writer.do, it.sites, it.rulebook, it.world, it.now(), SMALL)
        return LOOK if done is None else 0.0


class Aging:
    """Judges again, the longest ago first, who was judged before today (UTC): no list is older than a day."""

    def __init__(self, collector: Any) -> None:
        self.collector = collector
        self._day, self._after = -1, (-1, -1)

    def __call__(self) -> float:
        """A slice of them; until tomorrow where nobody is left."""
        it, now = self.collector, self.collector.now()
        today = now // DAY_MS
        if today != self._day:
            self._day, self._after = today, (-1, -1)
        rows = it.store.aged(today * DAY_MS, self._after, SLICE)
        if not rows:
            return _until_tomorrow(now)
        self._after = rows[-1][:2]  # so that one who cannot be judged is not tried for ever
        judge_again(it.store, it.writer.do, it.rulebook, now, [row[1:] for row in rows])
        return 0.0


class Retention:
    """Deletes what is older than a site keeps it, once a day (UTC) and at the start."""

    def __init__(self, collector: Any) -> None:
        self.collector = collector
        self._day = -1
        self._steps: Generator[float, None, Any] | None = None

    def __call__(self) -> float:
        """One step of the run; until tomorrow where it is through."""
        now = self.collector.now()
        if self._steps is None and now // DAY_MS != self._day:
            self._day, self._steps = now // DAY_MS, retaining(self.collector)
        try:
            return next(self._steps) if self._steps else _until_tomorrow(now)
        except StopIteration as end:
            self._steps = None
            gone = {told["site"]: told["removed"] for told in end.value if told["removed"]}
            if gone:
                log.info("retention: %s", gone)
            return _until_tomorrow(now)
        except BaseException:
            self._steps, self._day = None, -1  # tried again when the chore is called next
            raise
