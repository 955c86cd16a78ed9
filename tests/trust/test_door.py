"""The side door closes in time: idle guests go, a running command still gets its answer, a broken one is told so."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tracker.door import Door, Refused, knock


def test_closing_lets_idle_guests_out_and_answers_the_busy_one(tmp_path: Path) -> None:
    """The command that runs is answered; whoever asks afterwards learns that the server has stopped; no thread stays."""
    begun, left = threading.Event(), []

    def run(name: str, arguments: dict[str, Any]) -> str:
        begun.set()
        time.sleep(0.3)
        return "done"

    door = Door(tmp_path, run, lambda: left.append(threading.current_thread().name))
    idle, busy, answers = knock(tmp_path), knock(tmp_path), []
    asker = threading.Thread(target=lambda: answers.append(busy("work", {})))
    asker.start()
    assert begun.wait(5)

    door.close()

    asker.join(5)
    assert ["done"] == answers
    with pytest.raises(Refused, match="stopped before it answered"):
        idle("work", {})
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("winnow-door")]
    assert 2 <= len(left) and None is knock(tmp_path)


def test_closing_waits_for_nobody_for_ever(tmp_path: Path) -> None:
    """A command that does not end keeps the door open only so long."""
    go = threading.Event()
    door = Door(tmp_path, lambda name, arguments: go.wait(20))
    guest = knock(tmp_path)
    asker = threading.Thread(target=lambda: guest("work", {}))
    asker.start()
    time.sleep(0.1)
    begin = time.monotonic()

    door.close(0.2)

    assert time.monotonic() - begin < 3
    go.set()
    asker.join(5)
