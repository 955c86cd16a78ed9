"""Outbox -> destinations: what waits is sent, tried again at growing intervals, and dead after the last try.

At least once: a message is marked as taken after its receiver has answered, so one that was sent when the power went is sent
again, under the same id. What is sent is read from the wall at that moment and passes the outreach gate there: whoever has
objected since, or is no lead any more, leaves without contact data.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec

from tracker import shelf
from tracker.collector import Collector
from tracker.digest import compose
from tracker.model import DAY_MS
from tracker.parcel import DIGEST, TEST, Destination, Parcel, Receipt
from tracker.pipeline import judge
from tracker.rows import iso, row_of
from tracker.wall.outbox import Waiting
from tracker.writer import TryLater

log = logging.getLogger("winnow.deliver")
# Seconds from one failed attempt to the next: ten attempts in two days, the last half a day and a day apart (as Standard Webhooks advises).
AGAIN = (5, 30, 120, 600, 1800, 7200, 21_600, 43_200, 86_400)
BATCH = 20  # messages to one destination before its settings are looked at again
KEPT_DAYS = 30  # how long what was sent can be sent again
PAUSE = 1.0  # seconds between two looks into the outbox
LAST = 3.0  # seconds that a stopping server waits for answers; the rest is sent again after the start


def couriers() -> dict[str, ModuleType]:
    """The kinds of destination that news can be sent to, by name."""
    return {name: module for name, module in shelf.load("tracker.destinations").items() if hasattr(module, "send")}


def parcel_of(collector: Collector, destination: Destination, one: Waiting) -> Parcel:
    """A message as it leaves now. That contact data leaves is noted before it does."""
    now = collector.now()
    if one.kind == DIGEST:
        return Parcel(id=one.id, type=DIGEST, body=compose(collector, destination, one.told), now=now)
    site, channel = collector.sites[destination.site], f"{destination.kind}:{destination.name}"
    known = collector.store.known(site.name, one.visitor) if one.visitor else None
    row = None
    if known and known.events:
        row = row_of(judge(known, site, collector.rulebook, now), now, bool(destination.told.get("contact")), channel)
        if row["decision"]:
            collector.writer.do(lambda: collector.store.note_decisions(site.name, [(row["decision"], row["id"])], channel, now))
    told = {"id": one.visitor, "site": site.name, "sequence": one.seq, **one.told, "visitor": row}
    return Parcel(id=one.id, type=one.kind, body={"type": one.kind, "timestamp": iso(one.at or now), "data": told}, now=now)


def trial(collector: Collector, destination: Destination) -> Receipt:
    """Send a test that speaks of nobody, once; what came of it."""
    now = collector.now()
    told = {"site": destination.site, "destination": destination.name, "says": "A test. It speaks of nobody; nothing has to be done."}
    parcel = Parcel(id=f"msg_test_{now:x}", type=TEST, body={"type": TEST, "timestamp": iso(now), "data": told}, now=now)
    return couriers()[destination.kind].send(parcel, destination.told, collector.settings)


def attempt(collector: Collector, destination: Destination, one: Waiting, chance: Callable[[], float] = random.random) -> Receipt:
    """Try to deliver one message, and keep what came of it. ``chance`` (0 to 1) spreads the next tries by a fifth to either side."""
    try:
        receipt = couriers()[destination.kind].send(parcel_of(collector, destination, one), destination.told, collector.settings)
    except TryLater:
        raise
    except Exception as error:
        log.exception("a message to %s of %s could not be sent", destination.name, destination.site)
        receipt = Receipt(taken=False, says=f"could not be sent ({type(error).__name__}); the log of the server says why")
    now, last = collector.now(), one.tries >= len(AGAIN) or receipt.gone
    wait = 0 if last else max(AGAIN[one.tries] * (0.8 + 0.4 * chance()), receipt.rest)
    state = "done" if receipt.taken else "dead" if last else "waiting"

    def work(outbox: Any) -> None:
        outbox.mark(one, state, now + int(wait * 1000), now, receipt.says)
        if receipt.gone:
            fresh = next((found for found in outbox.destinations(destination.site) if found.number == destination.number), destination)
            outbox.change(msgspec.structs.replace(fresh, paused="answered 410: it wants nothing more"))

    collector.writer.do(lambda: collector.store.post(work))
    collector.sent.labels(state).inc()
    if state == "dead":
        log.warning("message %s to %s of %s is dead: %s", one.id, destination.name, destination.site, receipt.says)
    return receipt


class Courier:
    """A thread that looks into the outbox each second, and one for each destination that has something to get,
    so that a slow receiver keeps no other waiting."""

    def __init__(self, collector: Collector, pause: float = PAUSE) -> None:
        self.collector, self.pause = collector, pause
        self._stop = threading.Event()
        self._at_work: dict[int, threading.Thread] = {}
        self._resting: dict[int, int] = {}
        self._purged = -1
        self._thread = threading.Thread(target=self._run, name="winnow-courier", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; whoever has not answered within three seconds gets the message again after the next start."""
        self._stop.set()
        self._thread.join()
        until = time.monotonic() + LAST
        for thread in list(self._at_work.values()):
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        while not self._stop.wait(self.pause):
            try:
                self.round()
            except Exception:
                log.exception("a look into the outbox failed; tried again in %s s", self.pause)
        self.collector.store.release_reader()

    def round(self) -> None:
        """Begin to send what is due."""
        it, now = self.collector, self.collector.now()
        self._at_work = {number: thread for number, thread in self._at_work.items() if thread.is_alive()}
        for found in it.store.outbox.destinations():
            if found.due and found.due <= now:
                following = couriers()[found.kind].due(found.told, now)
                it.writer.do(lambda found=found, following=following: it.store.post(lambda outbox: outbox.digest(found, now, following)))
            if found.paused or found.number in self._at_work or self._resting.get(found.number, 0) > now:
                continue
            if it.store.outbox.due(found.number, now, 1):
                thread = threading.Thread(target=self._send, args=(found.number,), name=f"winnow-to-{found.name}", daemon=True)
                self._at_work[found.number] = thread
                thread.start()
        if now // DAY_MS != self._purged:
            it.writer.do(lambda: it.store.post(lambda outbox: outbox.purge(now - KEPT_DAYS * DAY_MS)))
            self._purged = now // DAY_MS

    def _send(self, number: int) -> None:
        """All that is due, one after the other; after the first that is not taken the others wait for the next round."""
        store = self.collector.store
        try:
            while (found := self._open(number)) and (waiting := store.outbox.due(number, self.collector.now(), BATCH)):
                for one in waiting:
                    receipt = attempt(self.collector, found, one)
                    if receipt.rest:
                        self._resting[number] = self.collector.now() + receipt.rest * 1000
                    if not receipt.taken or self._stop.is_set():
                        return
        except Exception as error:  # the server stops, or the disk is slow: nothing is lost, it is sent again
            log.log(logging.DEBUG if self._stop.is_set() else logging.WARNING, "sending to destination %d was broken off: %s", number, error)
        finally:
            if not self._stop.is_set():
                store.release_reader()

    def _open(self, number: int) -> Destination | None:
        """The destination as it is set now; None where it is paused or gone."""
        return next((found for found in self.collector.store.outbox.destinations() if found.number == number and not found.paused), None)
