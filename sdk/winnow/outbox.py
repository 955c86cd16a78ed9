"""The bounded queue and the one background thread that empties it; survives fork, exit and a dead collector."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from . import forks
from .delivery import Patience, size
from .ledger import Queued
from .log import swallow

LARGEST_BATCH = 475 * 1024  # bytes; Segment's collectors take 500 KB, the rest is for sentAt and headers


class Work(Protocol):
    """What the outbox does with messages; it knows nothing of HTTP or disks."""

    def start(self) -> None:
        """Called in the thread before the first message: the place for slow imports."""
        ...

    def send(self, batch: list[Queued], patience: Patience) -> Sequence[Queued]:
        """Settles the batch and does not raise. Returns what the end of the patience has left, to be abandoned."""
        ...

    def between(self, patience: Patience) -> bool:
        """Called when nothing is due, at the start and after a batch; True if there is more of that work to do."""
        ...

    def abandon(self, items: list[Queued]) -> None:
        """The time is up: keeps or counts what is left."""
        ...


class Outbox:
    """Messages in, batches out. `put` never waits for the network; `flush` and `close` wait as long as told."""

    def __init__(
        self, work: Work, *, flush_at: int, flush_interval: float, max_queue: int, shutdown_timeout: float
    ) -> None:
        self._work, self._shutdown_timeout = work, shutdown_timeout
        self._flush_at, self._flush_interval, self._max_queue = min(flush_at, max_queue), flush_interval, max_queue
        self.closed = False
        self.after_fork()
        forks.watch(self)

    def after_fork(self) -> None:
        """Starts empty in the child: what was waiting is the parent's to send."""
        # Reentrant: a garbage collector or signal may call track() in the middle of put(), in the same thread.
        self._changed = threading.Condition(threading.RLock())
        self._waiting: deque[Queued] = deque()
        self._in_flight: list[Queued] = []
        self._left: list[Queued] = []  # tried in vain while closing
        self._put = self._settled = 0
        self._flush_to = 0  # messages up to this number are wanted now
        self._due = 0.0  # when the first waiting message must go, by time.monotonic()
        self._give_up_at: float | None = None
        self._thread: threading.Thread | None = None
        self._idle = False
        self._closed_inside = False

    def put(self, item: Queued) -> str | None:
        """Takes the message and returns None, or at once the reason why not."""
        forks.check()
        with self._changed:
            if self.closed:
                return "closed"
            if len(self._waiting) >= self._max_queue:
                return "queue_full"
            self._waiting.append(item)
            self._put += 1
            if len(self._waiting) == 1:
                self._due = time.monotonic() + self._flush_interval
                self._changed.notify_all()
            elif len(self._waiting) == self._flush_at:
                self._changed.notify_all()
            self.ensure_thread()
        return None

    def flush(self, timeout: float) -> bool:
        """True when everything put before this call is settled; False after `timeout` seconds."""
        forks.check()
        if threading.current_thread() is self._thread:
            return False  # a callback flushes: the thread cannot wait for itself
        with self._changed:
            if self._waiting:
                self.ensure_thread()
            target = self._flush_to = self._put
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._settled >= target, timeout)

    def close(self) -> None:
        """Takes nothing more, sends what it can in `shutdown_timeout` seconds, and abandons the rest to `work`."""
        forks.check()
        with self._changed:
            self.closed = True
            if self._give_up_at is None:
                self._give_up_at = time.monotonic() + self._shutdown_timeout
            self._changed.notify_all()
            thread = self._thread
        if thread is threading.current_thread():
            self._closed_inside = True  # by a callback: the thread cannot wait for itself, and tidies up at its end
            return
        if thread is not None:
            thread.join(max(0.0, self.left()))
        elif self._waiting:
            self._run()  # no thread could be started, as in an exit hook of Python 3.12
        # Here, not in the thread: the interpreter stops a daemon thread in the middle of writing the spool.
        self._work.abandon(self._take_all())

    def ensure_thread(self) -> None:
        """Starts the thread if there is none; where none can be started, `close` does its work."""
        with self._changed:
            if self._thread is not None and self._thread.is_alive():
                return
            thread = threading.Thread(target=self._run, name="winnow", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                return
            self._thread = thread
        _drain_in_multiprocessing(self)

    # Patience, for the work that runs in the thread

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        with self._changed:
            while (left := until - time.monotonic()) > 0:
                if self._give_up_at is not None and until > self._give_up_at:
                    return False
                self._changed.wait(left)
        return True

    def left(self) -> float:
        with self._changed:
            return float("inf") if self._give_up_at is None else self._give_up_at - time.monotonic()

    # The thread

    def _run(self) -> None:
        try:
            self._work.start()
        except Exception as error:
            swallow("starting its thread", error)
        while (batch := self._next()) is not None:
            if batch:
                self._settle(batch, self._work.send(batch, self))
        if self._closed_inside:
            self._work.abandon(self._take_all())

    def _next(self) -> list[Queued] | None:
        """The next batch as soon as it is due; None to end."""
        with self._changed:
            while True:
                if self._is_due():
                    return self._take()
                if not self._idle and self.left() > 0:
                    break
                if self.closed:
                    return None
                self._changed.wait(self._due - time.monotonic() if self._waiting else None)
        self._idle = not self._work.between(self)
        return []

    def _is_due(self) -> bool:
        if not self._waiting or self.left() <= 0:
            return False
        full = len(self._waiting) >= self._flush_at
        return full or self.closed or self._flush_to > self._settled or time.monotonic() >= self._due

    def _take(self) -> list[Queued]:
        batch: list[Queued] = []
        room = LARGEST_BATCH
        while self._waiting and len(batch) < self._flush_at and (room := room - size([self._waiting[0]])) >= 0:
            batch.append(self._waiting.popleft())
        self._due = time.monotonic() + self._flush_interval
        self._in_flight = batch
        return batch

    def _settle(self, batch: list[Queued], left: Sequence[Queued]) -> None:
        with self._changed:
            if self._in_flight is batch:  # else `close` has run out of time and taken it back
                self._in_flight = []
                self._left += left
                self._settled += len(batch) - len(left)
            self._idle = False
            self._changed.notify_all()

    def _take_all(self) -> list[Queued]:
        with self._changed:
            rest = [*self._left, *self._in_flight, *self._waiting]
            self._left, self._in_flight = [], []
            self._waiting.clear()
            self._settled = self._put
            self._changed.notify_all()
            return rest


def _drain_in_multiprocessing(outbox: Outbox) -> None:
    """A multiprocessing child leaves by os._exit and runs no atexit hooks, only those of its own kind."""
    util = sys.modules.get("multiprocessing.util")
    if util is not None and sys.modules["multiprocessing"].parent_process() is not None:
        util.Finalize(None, outbox.close, exitpriority=0)
