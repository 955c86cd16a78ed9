"""One batch to the collector: tries again while there is hope, and says what became of every message."""

from __future__ import annotations

import base64
import gzip
import os
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from .answers import Later, Never, Taken, TooLarge, no_answer, read
from .ledger import DeliveryError, Ledger, Queued
from .log import log
from .messages import now as iso_now
from .transports import Transport
from .version import VERSION

GZIP_ABOVE = 1024  # bytes; a smaller body fits one network packet anyway
LONGEST_PAUSE = 60.0  # s between two tries, where the collector asks for nothing else


class Patience(Protocol):
    """How long the caller is ready to wait; an exiting program has little."""

    def wait(self, seconds: float) -> bool:
        """Waits and returns True, or returns False at once where the time is not there."""
        ...

    def left(self) -> float:
        """Seconds until the caller gives up; infinite in a running program."""
        ...


class Outcome(NamedTuple):
    """What became of a batch: how many are on the collector's disk, and which may still be delivered, and why not yet.

    The others are settled as well: refused or rejected, and in the ledger.
    """

    sent: int
    left: Sequence[Queued] = ()
    error: DeliveryError | None = None


def chance() -> float:
    """Evenly between 0 and 1, and different in every forked child (`random` repeats its parent's numbers there)."""
    return int.from_bytes(os.urandom(4), "big") / 2**32


class Delivery:
    """Everything about sending that does not need a thread; `deliver` is called by one thread at a time."""

    def __init__(
        self,
        host: str,
        write_key: str,
        transport: Transport,
        ledger: Ledger,
        *,
        compress: bool,
        timeout: float,
        max_retries: int,
        chance: Callable[[], float] = chance,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._url = host.rstrip("/") + "/v1/batch"
        self._basic = "Basic " + base64.b64encode(f"{write_key}:".encode()).decode()
        self._transport, self._ledger = transport, ledger
        self._compress, self._timeout, self._max_retries = compress, timeout, max_retries
        self._chance, self._clock = chance, clock

    def deliver(self, batch: list[Queued], patience: Patience, *, tries: int | None = None) -> Outcome:
        """Tries until the batch is settled, the tries are used up, or the patience is."""
        most = self._max_retries + 1 if tries is None else tries
        attempt = 0
        while True:
            verdict = self.attempt(batch, attempt, patience.left())
            if not isinstance(verdict, Later):
                return self._settle(batch, verdict, patience, tries)
            attempt += 1
            log.debug("batch of %d, try %d of %d: %s", len(batch), attempt, most, verdict.error)
            if attempt >= most or not patience.wait(self._pause(attempt, verdict.after)):
                return Outcome(0, batch, verdict.error)
            self._ledger.retried(len(batch))

    def attempt(self, batch: list[Queued], attempt: int, left: float) -> Taken | Later | TooLarge | Never:
        """Sends once and reads the answer, waiting for it `timeout` seconds or the `left` ones if fewer."""
        # sentAt anew on each try: the collector corrects our clock by (its now - sentAt).
        body = b'{"batch":[%b],"sentAt":"%b"}' % (b",".join(i.body for i in batch), iso_now().encode())
        headers = {
            "Authorization": self._basic,
            "Content-Type": "application/json",
            "User-Agent": f"winnow-python/{VERSION}",
        }
        if attempt:
            headers["X-Retry-Count"] = str(attempt)
        if self._compress and len(body) > GZIP_ABOVE:
            body = gzip.compress(body, compresslevel=6)
            headers["Content-Encoding"] = "gzip"
        timeout = max(0.1, min(self._timeout, left))
        try:
            answer = self._transport.send(self._url, body, headers, timeout)
        except Exception as error:
            return no_answer(error, self._url)
        return read(answer, batch, self._url, self._clock())

    def _pause(self, attempt: int, asked: float | None) -> float:
        # Full jitter: 50 workers that met the same restart must not come back in the same second.
        if asked is not None:
            return asked + self._chance()
        return self._chance() * min(LONGEST_PAUSE, 2.0 ** (attempt - 1))

    def _settle(
        self, batch: list[Queued], verdict: Taken | TooLarge | Never, patience: Patience, tries: int | None
    ) -> Outcome:
        if isinstance(verdict, Taken):
            for item, words in verdict.rejected:
                self._ledger.dropped("rejected", words, [item.message()])
            sent = len(batch) - len(verdict.rejected)
            self._ledger.sent(sent)
            return Outcome(sent)
        if isinstance(verdict, TooLarge) and len(batch) > 1:
            middle = len(batch) // 2
            first = self.deliver(batch[:middle], patience, tries=tries)
            second = self.deliver(batch[middle:], patience, tries=tries)
            return Outcome(first.sent + second.sent, [*first.left, *second.left], second.error or first.error)
        self._ledger.failed("refused", verdict.error, batch)
        return Outcome(0)


def size(items: Sequence[Queued]) -> int:
    """Bytes that the messages take in a request, with their commas."""
    return sum(len(item.body) + 1 for item in items)
