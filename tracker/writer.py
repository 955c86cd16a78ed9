"""One thread writes: it takes what many requests brought and commits it together (group commit).

A sync of the disk took 4 ms where this was measured: one for each request allows 250 a second, one
for all that waited meanwhile allows tens of thousands. A future is resolved only after its commit.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from tracker.model import Drop, Entry, Row

log = logging.getLogger("winnow.writer")
GROUP = 4000  # entries in one transaction, at most
WAITING = 40_000  # entries that may wait; beyond that the answer is "later" (about 100 MB)
UNSTORABLE = "the event could not be stored; please report its messageId"


class TryLater(Exception):
    """Nothing was kept; the caller should come back after ``seconds``. The text says why."""

    def __init__(self, why: str, seconds: int = 1) -> None:
        super().__init__(why)
        self.seconds = seconds


class _Job(Row):
    """Entries (or some other work) and the future that waits for them."""

    entries: tuple[Entry, ...]
    future: Any
    work: Any = None


class Writer:
    """Owns the writing side of a store. ``wake`` is called after each commit that added events."""

    def __init__(self, store: Any, wake: Callable[[], None] = lambda: None) -> None:
        self.store, self.wake = store, wake
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting = 0
        self._count = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="winnow-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many entries wait for the disk."""
        return self._waiting

    def submit(self, entries: Sequence[Entry]) -> Future:
        """Have entries kept. The future gives, for each: True where it was known, False where it is new, or a Drop.

        Raises TryLater where too many wait already, or the writer is closed.
        """
        with self._count:
            if self._closed:
                raise TryLater("the server is stopping", 2)
            if self._waiting + len(entries) > WAITING:
                raise TryLater("more events arrive than the disk can keep")
            self._waiting += len(entries)
        future: Future = Future()
        self._jobs.put(_Job(entries=tuple(entries), future=future))
        return future

    def do(self, work: Callable[[], Any]) -> Any:
        """Run other work on the writing thread, between two groups; its result or exception."""
        if threading.current_thread() is self._thread:
            return work()
        if self._closed:
            raise TryLater("the server is stopping", 2)
        future: Future = Future()
        self._jobs.put(_Job(entries=(), future=future, work=work))
        return future.result()

    def close(self) -> None:
        """Keep what waits, then stop. Nothing new is taken."""
        with self._count:
            self._closed = True
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job]
            size = len(job.entries)
            while size < GROUP and not group[-1].work:
                try:
                    following = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    self._jobs.put(None)
                    break
                group.append(following)
                size += len(following.entries)
            self._settle(group)

    def _settle(self, group: list[_Job]) -> None:
        """Commit the group; the last job may be other work, done by itself afterwards."""
        records = [job for job in group if not job.work and job.future.set_running_or_notify_cancel()]
        if records:
            self._record(records)
        with self._count:
            self._waiting -= sum(len(job.entries) for job in group)
        for job in group:
            if job.work and job.future.set_running_or_notify_cancel():
                _resolve(job.future, job.work)

    def _record(self, jobs: list[_Job]) -> None:
        entries = [entry for job in jobs for entry in job.entries]
        try:
            known = self.store.record(entries)
        except (OSError, self.store.Unavailable) as error:  # the disk's fault, nobody's in particular
            log.error("%d events could not be kept: %s", len(entries), error)
            for job in jobs:
                job.future.set_exception(TryLater(f"the disk does not take it ({error})", 5))
            return
        except Exception as error:  # one poisonous event must not sink its neighbours: each alone
            log.warning("a group of %d events could not be kept (%s); trying one by one", len(entries), error)
            self._one_by_one(jobs)
            return
        position = 0
        for job in jobs:
            job.future.set_result(known[position : position + len(job.entries)])
            position += len(job.entries)
        self.wake()

    def _one_by_one(self, jobs: list[_Job]) -> None:
        for job in jobs:
            results: list[bool | Drop] = []
            try:
                for entry in job.entries:
                    results.append(self._alone(entry))
            except TryLater as later:
                job.future.set_exception(later)
            else:
                job.future.set_result(results)
        self.wake()

    def _alone(self, entry: Entry) -> bool | Drop:
        try:
            return self.store.record([entry])[0]
        except (OSError, self.store.Unavailable) as error:
            raise TryLater(f"the disk does not take it ({error})", 5) from error
        except Exception:
            log.exception("an event could not be stored")
            return Drop(code="unstorable", message=UNSTORABLE, message_id=entry.event.message)


def _resolve(future: Future, work: Callable[[], Any]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)


async def kept(future: Future, seconds: float = 8.0) -> list[bool | Drop]:
    """Wait for a submission from an event loop. After ``seconds`` it is taken back where that is still
    possible, so that "later" means: not stored. Raises TryLater."""
    wrapped = asyncio.wrap_future(future)
    done, _ = await asyncio.wait({wrapped}, timeout=seconds)
    if not done and future.cancel():
        raise TryLater("the disk is slower than the events arrive", 2)
    return await wrapped
