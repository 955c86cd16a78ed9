"""The engine that reads what strangers wrote may crash, hang or be killed: the collector answers 200, loses nothing, and leaves no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, RunningCollector
from tests.trust.fragile import LETTER, NEEDS, gone, reader_of
from tracker.stores.sqlite import SqliteStore

pytestmark = NEEDS


def form(message: str, text: str = LETTER) -> dict[str, Any]:
    """A contact form as a page's own code sends it."""
    return {"event": "Form Submitted", "anonymousId": "v1", "messageId": message, "properties": {"email": "ann@pumps.example", "message": text}}


def kept(folder: Path) -> list[str]:
    """The message ids on disk."""
    store = SqliteStore(folder, owner=False)
    try:
        return sorted(event.message for batch in store.scan() for _, _, event in batch)
    finally:
        store.close()


def figures(running: RunningCollector) -> dict[str, float]:
    """What /metrics says of the reader."""
    lines = running.call("/metrics")[1].decode().splitlines()
    return {name.removeprefix("winnow_reader_"): float(value) for name, _, value in (line.rpartition(" ") for line in lines) if name.startswith("winnow_reader_")}


def test_a_crash_in_the_server_costs_nothing_but_a_meaning(own_collector: Callable[..., RunningCollector], fragile: str) -> None:
    """Each event is answered 200 and kept; the crash is counted once, in /metrics and by the doctor."""
    running = own_collector(PYTHONPATH=os.pathsep.join((fragile, os.environ.get("PYTHONPATH", str(ROOT)))))
    texts = [LETTER, f"{LETTER} SEGFAULT", LETTER + " Danke!", f"{LETTER} SEGFAULT"]
    for count, text in enumerate(texts):
        assert 200 == running.post("/v1/track", form(f"m{count}", text))[0]
    batch = [{"type": "track", **form(f"b{count}", f"{LETTER} {count} {'SEGFAULT' * (count == 3)}")} for count in range(6)]
    status, told, _ = running.post("/v1/batch", {"batch": batch})
    doctor = subprocess.run([sys.executable, "-m", "tracker", "doctor", "--data", running.folder], capture_output=True, text=True, timeout=60)

    assert (200, 6) == (status, told["accepted"])
    assert figures(running) == {'ended{how="died"}': 2, 'ended{how="slow"}': 0, "missed": 2, "rests": 0}
    assert "died 2 times and was too slow 0 times, 2 messages" in doctor.stdout, doctor
    assert [*(f"b{count}" for count in range(6)), *(f"m{count}" for count in range(4))] == kept(running.folder)


def with_stopped_reader(own_collector: Callable[..., RunningCollector], seconds: int) -> tuple[RunningCollector, int]:
    """A server that has read one form, m1, and its reader, which stands still (SIGSTOP) from now on."""
    running = own_collector(WINNOW_READING_SECONDS=str(seconds))
    assert 200 == running.post("/v1/track", form("m1"))[0]
    reader = reader_of(running.process.pid)
    os.kill(reader, signal.SIGSTOP)
    return running, reader


def test_killed_in_the_middle_of_reading(own_collector: Callable[..., RunningCollector]) -> None:
    """The real engine is stopped (SIGSTOP) while it reads, then killed (SIGKILL): 200, kept, and the next message has a new reader."""
    running, reader = with_stopped_reader(own_collector, seconds=60)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(running.post, "/v1/track", form("m2", LETTER + " Danke!"))
        time.sleep(0.5)
        assert not asked.done()
        os.kill(reader, signal.SIGKILL)
        assert 200 == asked.result(20)[0]

    assert 200 == running.post("/v1/track", form("m3", LETTER + " Bitte!"))[0]
    assert reader_of(running.process.pid) != reader
    assert figures(running)['ended{how="died"}'] == 1
    assert ["m1", "m2", "m3"] == kept(running.folder)


def test_a_reader_that_stands_still_holds_up_its_message_only(own_collector: Callable[..., RunningCollector]) -> None:
    """While the stopped engine is waited for, other events are answered at once; after the set seconds its message is, too."""
    running, reader = with_stopped_reader(own_collector, seconds=3)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(running.post, "/v1/track", form("m2", LETTER + " Danke!"))
        time.sleep(0.3)
        for count in range(5):
            assert 200 == running.post("/v1/page", {"anonymousId": "v2", "messageId": f"p{count}", "properties": {"path": "/"}})[0]
        assert not asked.done(), "the events beside it waited for the reader"
        assert 200 == asked.result(20)[0]

    assert gone(reader)
    assert figures(running)['ended{how="slow"}'] == 1
    assert ["m1", "m2", *(f"p{count}" for count in range(5))] == kept(running.folder)


@pytest.mark.parametrize("how", (signal.SIGTERM, signal.SIGKILL))
@pytest.mark.parametrize("hangs", (False, True), ids=("idle", "hangs"))
def test_no_process_is_left(own_collector: Callable[..., RunningCollector], fragile: str, how: signal.Signals, hangs: bool) -> None:
    """The collector alone is ended, by SIGTERM or kill -9, also while its engine hangs in C: the reader goes with it."""
    running = own_collector(PYTHONPATH=os.pathsep.join((fragile, os.environ.get("PYTHONPATH", str(ROOT)))), WINNOW_READING_SECONDS="3")
    assert 200 == running.post("/v1/track", form("m1"))[0]
    reader = reader_of(running.process.pid)
    asks = threading.Thread(target=_post_in_vain, args=(running, form("m2", f"{LETTER} HANG")))
    if hangs:
        asks.start()
        time.sleep(0.3)
    running.process.send_signal(how)
    running.process.wait(30)
    running.log.close()

    assert gone(reader)
    if hangs:
        asks.join()


def _post_in_vain(running: RunningCollector, body: dict[str, Any]) -> None:
    """A request whose server may be killed under it."""
    try:
        running.post("/v1/track", body)
    except OSError:
        pass


USER = """import os, sys
print("run")
from tracker.reading.letters import read_letter
from tracker.reading import likeness
print(read_letter({letter!r}).kind, likeness.ENGINE.pid)
"""


@pytest.mark.parametrize("way", ("script", "command", "stdin"))
def test_a_users_program_runs_once(tmp_path: Path, way: str) -> None:
    """A script without `__main__` guard, `python -c` and a program on standard input: run once, nothing said, no process left."""
    code, file = USER.format(letter=LETTER), tmp_path / "mine.py"
    file.write_text(code)
    how = {"script": [str(file)], "command": ["-c", code], "stdin": ["-"]}[way]
    done = subprocess.run([sys.executable, "-W", "error", *how], input=code, capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)})

    assert (0, "") == (done.returncode, done.stderr)
    first, second = done.stdout.splitlines()
    assert first == "run" and second.startswith("enquiry ")
    assert gone(int(second.split()[1]))


FORKS = """import os
from tracker.reading import likeness
before = likeness.meaning("hello").tobytes()
parent = likeness.ENGINE.pid
child = os.fork()
if not child:
    same = likeness.meaning("hello").tobytes() == before
    os._exit(0 if same and likeness.ENGINE.pid != parent else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert likeness.meaning("hello").tobytes() == before and likeness.ENGINE.pid == parent
"""


def test_a_program_that_forks_has_a_reader_for_each() -> None:
    """After a fork the child starts its own, and the parent's goes on."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", FORKS], capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)})

    assert (0, "") == (done.returncode, done.stderr)
