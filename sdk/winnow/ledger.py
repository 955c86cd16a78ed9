"""Nothing vanishes silently: every message ends as sent, spooled or dropped for a reason of this closed list."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from . import forks
from .log import log, swallow, worth_saying

REASONS = {
    "invalid": "the call lacks an id or a name, or has one of a wrong type",
    "oversize": "the message has more than 32 KB",
    "before_send": "before_send returned None, or failed",
    "queue_full": "max_queue messages were already waiting",
    "closed": "the client was shut down before the call",
    "rejected": "the collector refused this one message and kept the rest of its batch",
    "refused": "the collector refused the whole request for good (400, 401, 413 ...)",
    "undelivered": "the collector did not take it within max_retries tries",
    "exit": "the program ended before the collector took it, and there is no spool",
    "spool_full": "the spool already holds 64 MB",
    "spool_failed": "the spool folder cannot be written or read",
    "internal": "a fault of this SDK",
}


class Queued(NamedTuple):
    """A message as it waits: its id and its JSON, written once and sent as it is on every try."""

    id: str
    body: bytes

    def message(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Drop(NamedTuple):
    """Told to `on_drop`: one message that will not arrive, and why."""

    reason: str
    detail: str
    message: dict[str, Any]


class DeliveryError(Exception):
    """Told to `on_error`: why a batch was given up. `status` is None where no answer came."""

    def __init__(self, text: str, status: int | None = None, code: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.code = code


class Counters(NamedTuple):
    """How many messages met which fate since the client was made (or since the fork)."""

    queued: int
    sent: int
    spooled: int
    retried: int
    dropped: dict[str, int]


class Ledger:
    """Counts each message's fate and tells the owner's callbacks, whose own faults never spread."""

    def __init__(
        self,
        on_error: Callable[[DeliveryError, list[dict[str, Any]]], object] | None,
        on_drop: Callable[[Drop], object] | None,
    ) -> None:
        self._on_error = on_error
        self._on_drop = on_drop
        self.after_fork()
        forks.watch(self)

    def after_fork(self) -> None:
        self._lock = threading.RLock()  # a garbage collector may call track() while this thread counts
        self._queued = self._sent = self._spooled = self._retried = 0
        self._dropped: dict[str, int] = {}

    def counters(self) -> Counters:
        with self._lock:
            return Counters(self._queued, self._sent, self._spooled, self._retried, dict(self._dropped))

    def queued(self) -> None:
        with self._lock:
            self._queued += 1

    def sent(self, count: int) -> None:
        with self._lock:
            self._sent += count

    def spooled(self, count: int) -> None:
        with self._lock:
            self._spooled += count

    def retried(self, count: int) -> None:
        with self._lock:
            self._retried += count

    def dropped(self, reason: str, detail: str, messages: Sequence[dict[str, Any]]) -> None:
        """Counts, logs now and then, and tells `on_drop` once for each message."""
        with self._lock:
            count = self._dropped.get(reason, 0) + len(messages)
            self._dropped[reason] = count
        for nth, message in enumerate(messages, count - len(messages) + 1):
            if worth_saying(nth):
                log.warning("%s not sent: %s (no. %d: %s)", name_of(message), reason, nth, detail or REASONS[reason])
            if self._on_drop is not None:
                try:
                    self._on_drop(Drop(reason, detail, message))
                except Exception as error:
                    swallow("running your on_drop", error)

    def failed(self, reason: str, error: DeliveryError, items: Sequence[Queued]) -> None:
        """A batch given up: every message is dropped, and `on_error` is told once."""
        messages = [item.message() for item in items]
        log.error("%d messages (%d bytes) not sent: %s", len(items), sum(len(i.body) for i in items), error)
        self.dropped(reason, str(error), messages)
        if self._on_error is not None:
            try:
                self._on_error(error, messages)
            except Exception as fault:
                swallow("running your on_error", fault)


def name_of(message: dict[str, Any]) -> str:
    """`track 'Signed Up'`: what may be said of a message in a log."""
    name = message.get("event") or message.get("name")
    kind = str(message.get("type", "message"))
    return f"{kind} {name[:100]!r}" if isinstance(name, str) else kind
