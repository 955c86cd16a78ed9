"""What the outbox's thread does with a batch: deliver it, else spool it, else say that it is lost."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .delivery import Delivery, Outcome, Patience
from .disk import Full, Spool
from .ledger import DeliveryError, Ledger, Queued
from .log import log, swallow
from .transports import RequestsTransport, Transport


class Courier:
    """Carries batches; never raises, and every message it is given ends in the ledger."""

    def __init__(self, delivery: Delivery, transport: Transport, ledger: Ledger, spool: Spool | None) -> None:
        self._delivery, self._transport, self._ledger, self._spool = delivery, transport, ledger, spool
        self._trouble: DeliveryError | None = None  # why the last batch did not get through

    def start(self) -> None:
        if isinstance(self._transport, RequestsTransport):
            self._transport.open()

    def send(self, batch: list[Queued], patience: Patience) -> Sequence[Queued]:
        left = self._deliver(batch, patience).left
        if not left or patience.left() < float("inf"):
            return left
        self._keep("undelivered", left)
        return ()

    def send_now(self, item: Queued, seconds: float) -> bool:
        """For `sync=True`: True if the message is on the collector's disk, after at most about `seconds`."""
        outcome = self._deliver([item], Brief(seconds))
        if outcome.left:
            self._keep("undelivered", outcome.left)
        return outcome.sent == 1

    def between(self, patience: Patience) -> bool:
        """Sends the oldest batch of the spool, with one try: it has time, the program's own messages have not."""
        if self._spool is None or self._trouble is not None:
            return False
        try:
            return self._spool.replay(lambda items: not self._delivery.deliver(items, patience, tries=1).left)
        except Exception as error:
            swallow("reading its spool", error)
            return False

    def abandon(self, items: list[Queued]) -> None:
        if items:
            self._keep("exit", items)

    def _deliver(self, batch: list[Queued], patience: Patience) -> Outcome:
        try:
            outcome = self._delivery.deliver(batch, patience)
        except Exception as error:
            swallow("sending a batch", error)
            self._ledger.dropped("internal", type(error).__name__, [item.message() for item in batch])
            return Outcome(0)
        self._trouble = outcome.error
        return outcome

    def _keep(self, reason: str, items: Sequence[Queued]) -> None:
        """Into the spool; without one, or where that fails, the messages are lost and told."""
        error = self._trouble or DeliveryError("the collector had no time to answer")
        if self._spool is None:
            hint = "" if reason != "exit" else " (lost at exit: set spool to keep such messages for the next run)"
            self._ledger.failed(reason, DeliveryError(f"{error}{hint}", error.status, error.code), items)
            return
        try:
            self._spool.write(items)
        except Full as full:
            self._ledger.failed("spool_full", DeliveryError(str(full)), items)
        except OSError as fault:
            text = f"{self._spool.folder} cannot be written ({fault.strerror}): check its rights and the disk's space"
            self._ledger.failed("spool_failed", DeliveryError(text), items)
        else:
            log.warning("%d messages spooled to %s: %s", len(items), self._spool.folder, error)
            self._ledger.spooled(len(items))


class Brief:
    """The patience of `sync=True`, whose caller waits: so many seconds, and the tries that fit in."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def wait(self, seconds: float) -> bool:
        if seconds > self.left():
            return False
        time.sleep(seconds)
        return True

    def left(self) -> float:
        return self._until - time.monotonic()
