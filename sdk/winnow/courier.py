"""What the outbox's thread does with a batch: deliver it, else spool it, else say that it is lost."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .delivery import Delivery, Patience
from .disk import Full, Spool
from .ledger import DeliveryError, Ledger, Queued
from .log import log, swallow
from .transports import RequestsTransport, Transport


class Courier:
    """Carries batches; never raises, and every message it is given ends in the ledger."""

    def __init__(self, delivery: Delivery, transport: Transport, ledger: Ledger, spool: Spool | None) -> None:
        self._delivery, self._transport, self._ledger, self._spool = delivery, transport, ledger, spool

    def start(self) -> None:
        if isinstance(self._transport, RequestsTransport):
            self._transport.open()

    def send(self, batch: list[Queued], patience: Patience) -> bool:
        try:
            left = self._delivery.deliver(batch, patience)
            if left is not None:
                self._keep("undelivered" if patience.left() == float("inf") else "exit", left.items, left.error)
            return left is None
        except Exception as error:
            swallow("sending a batch", error)
            self._ledger.dropped("internal", type(error).__name__, [item.message() for item in batch])
            return False

    def between(self, patience: Patience) -> bool:
        """Sends the oldest batch of the spool, with one try: it has time, the program's own messages have not."""
        if self._spool is None:
            return False
        try:
            return self._spool.replay(lambda items: self._delivery.deliver(items, patience, tries=1) is None)
        except Exception as error:
            swallow("reading its spool", error)
            return False

    def abandon(self, items: list[Queued]) -> None:
        text = "the program ended first: raise shutdown_timeout, or set spool to keep such messages for the next run"
        if items:
            try:
                self._keep("exit", items, DeliveryError(text))
            except Exception as error:
                swallow("ending", error)

    def _keep(self, reason: str, items: Sequence[Queued], error: DeliveryError) -> None:
        if self._spool is None:
            self._ledger.failed(reason, error, items)
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
