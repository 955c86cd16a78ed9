"""`winnow rebuild` beside a server that takes events: no answer is "later", what comes meanwhile is in the result."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import RunningCollector


def test_collecting_goes_on_while_events_are_read_again(own_collector: Callable[..., RunningCollector]) -> None:
    """Every event sent during the rebuild is acknowledged and stands in the lists afterwards; the books balance."""
    running = own_collector()
    batch = [{"type": "page", "anonymousId": f"v{n % 700}", "messageId": f"m{n}", "properties": {"path": "/pricing"}} for n in range(5000)]
    for start in range(0, len(batch), 1000):
        assert 200 == running.post("/v1/batch", {"batch": batch[start : start + 1000]}, running.secret_key)[0]
    rebuild = subprocess.Popen([sys.executable, "-m", "tracker", "rebuild", "--data", str(running.folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    answers, done = [], threading.Event()

    def send() -> None:
        while not done.is_set():
            number = len(answers)
            answers.append(running.post("/v1/page", {"anonymousId": f"late{number}", "messageId": f"late{number}", "properties": {"path": "/careers"}})[0])

    sender = threading.Thread(target=send)
    sender.start()
    told, complained = rebuild.communicate(timeout=120)
    done.set()
    sender.join()

    assert 0 == rebuild.returncode, complained
    assert "visitors judged from the kept events" in told
    assert answers and {200} == set(answers)
    running.until("/readyz", lambda ready: ready["touched"] == 0)
    assert 700 + len(answers) == sum(running.get("/v1/leads")["counts"].values())
    checked = subprocess.run([sys.executable, "-m", "tracker", "check", "--data", str(running.folder)], capture_output=True, text=True, check=True).stdout
    assert "WRONG" not in checked and "read again so far" not in checked
    assert "careers_page" in {row["signal"] for row in running.get("/v1/visitors/late0")["evidence"]}


def asked(folder: Path, question: str) -> list[tuple[Any, ...]]:
    """What a reader beside everybody sees in the database."""
    with contextlib.closing(sqlite3.connect(f"file:{folder}/winnow.db?mode=ro", uri=True)) as db:
        return db.execute(question).fetchall()


def killed_rebuild(folder: Path) -> int:
    """`winnow rebuild` on a folder without a server, killed (-9) after its first portion: how many events it had read."""
    before = asked(folder, "SELECT run FROM rereads")
    command = [sys.executable, "-m", "tracker", "rebuild", "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 60
    while not asked(folder, "SELECT 1 FROM rereads WHERE done > 0 AND after > 0") or asked(folder, "SELECT run FROM rereads") == before:
        assert process.poll() is None and time.monotonic() < deadline, "it was through before it could be killed"
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    assert -signal.SIGKILL == process.wait()
    ((done,),) = asked(folder, "SELECT done FROM rereads WHERE after IS NOT NULL")
    return done


def test_a_killed_rebuild_breaks_nothing_and_is_finished(own_collector: Callable[..., RunningCollector]) -> None:
    """Half of the evidence is missing, as under older rules. Twice kill -9 in the middle: the books balance each time, and the server
    that is started next gives exactly the evidence and the lists that live processing gave."""
    running, events = own_collector(), 12_000
    folder = running.folder
    for start in range(0, events, 1000):
        batch = [{"type": "page", "anonymousId": f"v{n % 1500}", "messageId": f"m{n}", "properties": {"path": ("/pricing", "/careers", "/docs/api")[n % 3]}} for n in range(start, start + 1000)]
        assert 1000 == running.post("/v1/batch", {"batch": batch}, running.secret_key)[1]["accepted"]
    running.until("/readyz", lambda ready: ready["touched"] == 0)
    evidence, lists = "SELECT * FROM evidence ORDER BY node, signal, day", "SELECT public, place FROM verdicts ORDER BY public"
    assert 0 == running.stop()
    before = asked(folder, evidence), asked(folder, lists)
    with contextlib.closing(sqlite3.connect(folder / "winnow.db")) as db, db:
        db.execute("DELETE FROM evidence WHERE node % 2")
    assert len(asked(folder, evidence)) < len(before[0])

    for _ in range(2):
        assert 0 < killed_rebuild(folder) < events
        checked = subprocess.run([sys.executable, "-m", "tracker", "check", "--data", str(folder)], capture_output=True, text=True, check=True).stdout
        assert "WRONG" not in checked and "read again so far" in checked

    running.start()
    deadline = time.monotonic() + 60
    while asked(folder, "SELECT 1 FROM rereads WHERE after IS NOT NULL"):
        assert time.monotonic() < deadline, "nobody goes on with it"
        time.sleep(0.1)
    running.until("/readyz", lambda ready: ready["touched"] == 0)
    assert before == (asked(folder, evidence), asked(folder, lists))
