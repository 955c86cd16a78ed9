"""The judge: a loop beside the server that re-judges exactly those whom new events touched."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from tracker.model import Judged, Known, Site
from tracker.pipeline import judge
from tracker.rulebook import Rulebook

log = logging.getLogger("winnow.judge")
ROUND = 500
_ONE = threading.Lock()  # two rounds at once could settle a visitor that the other one has just seen change


def judge_touched(store: Any, commit: Callable[[Callable[[], Any]], Any], rulebook: Rulebook, now: int, limit: int = ROUND) -> int:
    """Judge up to ``limit`` of those waiting and replace their rows; how many there were.

    ``commit(work)`` runs work on the writing thread. Somebody touched again meanwhile stays waiting.
    """
    with _ONE:
        waiting = store.touched(limit)
        _judge(store, commit, rulebook, now, waiting)
    return len(waiting)


def judge_again(store: Any, commit: Callable[[Callable[[], Any]], Any], rulebook: Rulebook, now: int, whom: list[tuple[Any, int, str, str]]) -> None:
    """Judge these (number, times touched, site, visitor id), whether they wait or not, and replace their rows."""
    with _ONE:
        _judge(store, commit, rulebook, now, whom)


def _judge(store: Any, commit: Callable[[Callable[[], Any]], Any], rulebook: Rulebook, now: int, whom: list[tuple[Any, int, str, str]]) -> None:
    sites = store.sites() if whom else {}
    judged = [(visitor, times, _row(store.known(site, public), sites[site], rulebook, now)) for visitor, times, site, public in whom]
    if judged:
        commit(lambda: store.settle(judged))


def _row(known: Known | None, site: Site, rulebook: Rulebook, now: int) -> Judged | None:
    """The row of a visitor; None for one who is gone meanwhile (merged, erased) or cannot be judged: it would
    wait for ever otherwise, and nobody behind it would be judged."""
    try:
        return judge(known, site, rulebook, now) if known and known.events else None
    except Exception:
        log.exception("visitor %s of %s cannot be judged", known.visitor, site.name)
        return None


class Judge:
    """Runs ``judge_touched`` whenever it is woken, at most once in ``pause`` seconds.

    When nobody waits (any more) it calls ``idle`` (tracker/upkeep.py), which may say after how many seconds to be called again.
    """

    def __init__(
        self, store: Any, commit: Callable[..., Any], rulebook: Rulebook, clock: Callable[[], int], pause: float,
        idle: Callable[[], float | None] = lambda: None,
    ) -> None:  # fmt: skip
        self.idle = idle
        self.store, self.commit, self.rulebook, self.clock, self.pause = store, commit, rulebook, clock, pause
        self._woken, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="winnow-judge", daemon=True)
        self._woken.set()

    def start(self) -> None:
        """Begin; whoever waited since the last run is judged first."""
        self._thread.start()

    def wake(self) -> None:
        """Say that somebody was touched."""
        self._woken.set()

    def stop(self) -> None:
        """End after the present round."""
        self._stop.set()
        self._woken.set()
        if self._thread.ident:
            self._thread.join()

    def _run(self) -> None:
        again: float | None = None
        while True:
            self._woken.wait(again)
            if self._stop.is_set():
                return
            self._woken.clear()
            begin, again = time.monotonic(), None
            try:
                if judge_touched(self.store, self.commit, self.rulebook, self.clock()) == ROUND:
                    self._woken.set()
                else:
                    again = self.idle()
            except Exception:  # nothing is lost, they stay touched
                log.exception("a round of judging failed")
                again = 1.0
            # It rests as long as it worked: under load at most half of the time is spent on judging.
            self._stop.wait(max(self.pause, min(time.monotonic() - begin, 0.3)))
