"""What two threads may not do at once: judge, read events again, use the engine that reads messages. Each test fails without its lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.strategies import NOW, WORLD
from tracker.judge import judge_again, judge_touched
from tracker.reading.worker import Worker
from tracker.rereading import reread_next
from tracker.rulebook import load

PATIENCE = 0.3  # seconds in which a second one that may enter does enter


class Room:
    """Counts who is inside at once; whoever is first waits for a second one as long as patience lasts."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.guard, self.second = threading.Lock(), threading.Event()

    def enter(self) -> None:
        """Come in, stay for a moment, leave."""
        with self.guard:
            self.inside += 1
            self.most = max(self.most, self.inside)
            if self.inside > 1:
                self.second.set()
        self.second.wait(PATIENCE)
        with self.guard:
            self.inside -= 1


class Store:
    """As much of a store as a round needs, with one room in it."""

    def __init__(self, room: Room) -> None:
        self.room = room

    def touched(self, limit: int) -> list[Any]:
        """One who cannot be judged any more."""
        self.room.enter()
        return []

    def sites(self) -> dict[str, Any]:
        """No site."""
        self.room.enter()
        return {"shop": None}

    def known(self, site: str, visitor: str) -> None:
        """Nobody."""

    def settle(self, judged: Any) -> None:
        """Nothing."""

    def reread(self, now: int) -> None:
        """Nothing is due."""
        self.room.enter()


def _touched(store: Store) -> None:
    judge_touched(store, lambda work: work(), load(), NOW)


def _again(store: Store) -> None:
    judge_again(store, lambda work: work(), load(), NOW, [(1, 0, "shop", "v1")])


def _reread(store: Store) -> None:
    reread_next(store, lambda work: work(), {}, load(), WORLD, NOW)


def together(*works: Callable[[], Any]) -> None:
    """Run them in threads of their own until all are through."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("one, other", [(_touched, _touched), (_again, _again), (_touched, _again), (_reread, _reread)])
def test_one_round_at_a_time(one: Callable[[Store], None], other: Callable[[Store], None]) -> None:
    """A round waits for the other one: else it settles a visitor whom that one has just seen change, or reads a portion twice."""
    room = Room()
    together(lambda: one(Store(room)), lambda: other(Store(room)))
    assert 1 == room.most


def test_one_message_at_a_time() -> None:
    """The engine that reads messages answers on one line: a second thread's text would get the first one's answer."""
    room = Room()

    class Engine(Worker):
        def _running(self) -> bool:
            return True

        def _exchange(self, *_: object) -> bytes:
            room.enter()
            return b""

    engine = Engine(Path("engine.py"), size=0)
    together(lambda: engine.ask("one"), lambda: engine.ask("another"))
    assert 1 == room.most
