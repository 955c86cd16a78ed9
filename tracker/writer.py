"""One thread writes: it takes what many requests brought and commits it together (group commit).

A sync of the disk took 4 ms where this was measured: one for each request allows 250 a second, one
for all that waited meanwhile allows tens of thousands. A future is resolved only after its commit.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any

from tracker.model import Drop, Entry

log = logging.getLogger("winnow.writer")
GROUP = 4000  # entries in one transaction, at most
EACH, SWELL = 1000, 7  # bytes of memory: for an entry, and for each byte of JSON it was made of (measured: 970, 5.5 to 6.5)
WAITING = 200_000_000  # bytes of memory that waiting entries may take; beyond that the answer is "later"
GROUP_WEIGHT = WAITING // 8
DO_SECONDS = 30.0  # other work waits so long for its turn
UNSTORABLE = "the event could not be stored; please report its messageId"


class TryLater(Exception):
    """Nothing was kept; the caller should come back after ``seconds``. The text says why."""

    def __init__(self, why: str, seconds: int = 1) -> None:
        super().__init__(why)
        self.seconds = seconds


class _Job:
    """Entries (or other work) and whoever waits for them: a thread, or a coroutine of a loop."""

    __slots__ = ("_unclaimed", "entries", "future", "loop", "result", "weight", "work")

    def __init__(self, entries: Sequence[Entry], future: Any, size: int = 0, loop: Any = None, work: Any = None) -> None:
        self.entries, self.future, self.loop, self.work = entries, future, loop, work
        self.weight = EACH * len(entries) + SWELL * size
        self.result: Any = None
        self._unclaimed = [None]

    def claim(self) -> bool:
        """True for the first who asks: the writer who takes it, or the waiter who takes it back."""
        try:
            self._unclaimed.pop()
        except IndexError:
            return False
        return True


def _tell(jobs: Iterable[_Job]) -> None:
    """Wake those who wait for finished jobs; a loop is called once for all of its own."""
    loops: dict[Any, list[_Job]] = {}
    for job in jobs:
        if job.loop is None:
            _answer(job)
        else:
            loops.setdefault(job.loop, []).append(job)
    for loop, own in loops.items():
        try:
            loop.call_soon_threadsafe(_answer_all, own)
        except RuntimeError:  # the loop is closed: nobody waits any more, what was kept stays kept
            log.warning("%d answers came after the server had stopped", len(own))


def _answer_all(jobs: list[_Job]) -> None:
    for job in jobs:
        _answer(job)


def _answer(job: _Job) -> None:
    if job.future.done():  # the client hung up
        return
    if isinstance(job.result, BaseException):
        job.future.set_exception(job.result)
    else:
        job.future.set_result(job.result)


class Writer:
    """Owns the writing side of a store. ``wake`` is called after each commit that added events."""

    def __init__(self, store: Any, wake: Callable[[], None] = lambda: None) -> None:
        self.store, self.wake = store, wake
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting = self._weight = 0
        self._count = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="winnow-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many entries wait for the disk."""
        return self._waiting

    def submit(self, entries: Sequence[Entry], size: int = 0) -> Future:
        """Have entries kept, made of ``size`` bytes of JSON. The future gives, for each: True where it was known, False where it is new, or a Drop.

        Raises TryLater where too much waits already, or the writer is closed.
        """
        future: Future = Future()
        self._put(_Job(entries, future, size))
        return future

    async def kept(self, entries: Sequence[Entry], seconds: float, size: int = 0) -> list[bool | Drop]:
        """The same for a coroutine. After ``seconds`` the entries are taken back where that is still
        possible, so that TryLater always means: not stored."""
        loop = asyncio.get_running_loop()
        job = _Job(entries, loop.create_future(), size, loop)
        self._put(job)
        timer = loop.call_later(seconds, self._take_back, job)
        try:
            return await job.future
        finally:
            timer.cancel()

    def _take_back(self, job: _Job) -> None:
        if job.claim():
            self._let_go([job])
            job.result = TryLater("the disk is slower than the events arrive", 2)
            _answer(job)

    def _put(self, job: _Job) -> None:
        with self._count:
            if self._closed:
                raise TryLater("the server is stopping", 2)
            if self._waiting and self._weight + job.weight > WAITING:
                raise TryLater("more events arrive than the disk can keep")
            self._waiting += len(job.entries)
            self._weight += job.weight
        self._jobs.put(job)

    def _let_go(self, jobs: Iterable[_Job]) -> None:
        with self._count:
            for job in jobs:
                self._waiting -= len(job.entries)
                self._weight -= job.weight

    def do(self, work: Callable[[], Any], seconds: float = DO_SECONDS) -> Any:
        """Run other work on the writing thread, between two groups; its result or exception.

        Raises TryLater, and the work is never done, where its turn does not come within ``seconds``.
        Once begun it is waited for.
        """
        if threading.current_thread() is self._thread:
            return work()
        job = _Job((), Future(), work=work)
        with self._count:
            if self._closed:
                raise TryLater("the server is stopping", 2)
            self._jobs.put(job)
        try:
            return job.future.result(seconds)
        except TimeoutError:
            if not job.future.done() and job.claim():
                raise TryLater("the disk is busy with other work", 5) from None
            return job.future.result()

    def close(self) -> None:
        """Keep what waits, then stop. Nothing new is taken."""
        with self._count:
            self._closed = True
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job]
            size, weight = len(job.entries), job.weight
            while size < GROUP and weight < GROUP_WEIGHT and not group[-1].work:
                try:
                    following = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    self._jobs.put(None)
                    break
                group.append(following)
                size, weight = size + len(following.entries), weight + following.weight
            self._settle(group)

    def _settle(self, group: list[_Job]) -> None:
        """Commit the group; the last job may be other work, done by itself afterwards."""
        taken = [job for job in group if job.claim()]
        records = [job for job in taken if not job.work]
        if records:
            self._record(records)
            self._let_go(records)
            _tell(records)
        for job in taken:
            if job.work:
                job.result = _outcome(job.work)
                _tell([job])

    def _record(self, jobs: list[_Job]) -> None:
        entries = [entry for job in jobs for entry in job.entries]
        try:
            known = self.store.record(entries)
        except self.store.Poison as error:  # one poisonous event must not sink its neighbours: each apart, but those of a job in one step
            log.warning("a group of %d events could not be kept (%s); trying one by one", len(entries), error)
            for job in jobs:
                job.result = _outcome(lambda job=job: self._apart(job.entries))
        except Exception as error:  # the disk's fault, nobody's in particular
            log.error("%d events could not be kept: %s", len(entries), error)
            for job in jobs:
                job.result = TryLater(f"the disk does not take it ({error})", 5)
            return
        else:
            position = 0
            for job in jobs:
                job.result = known[position : position + len(job.entries)]
                position += len(job.entries)
        self.wake()

    def _apart(self, entries: Sequence[Entry]) -> list[bool | Drop]:
        try:
            known = self.store.record_apart(entries)
        except Exception as error:
            raise TryLater(f"the disk does not take it ({error})", 5) from error
        for fault in known:
            if isinstance(fault, BaseException):
                log.error("an event could not be stored", exc_info=fault)
        drops = (Drop(code="unstorable", message=UNSTORABLE, message_id=entry.event.message) for entry in entries)
        return [drop if isinstance(said, BaseException) else said for said, drop in zip(known, drops)]


def _outcome(work: Callable[[], Any]) -> Any:
    """What work gives, or the exception that it raises."""
    try:
        return work()
    except BaseException as error:
        return error
