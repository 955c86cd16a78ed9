"""2xx means durably stored: kill -9 under load, SIGTERM, two servers, restarts. Acknowledged = kept, once."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import RunningCollector, free_port


class Load:
    """Threads that send events until the server dies; remembers what was acknowledged."""

    def __init__(self, running: RunningCollector, name: str, threads: int = 6) -> None:
        self.running, self.name = running, name
        self.acknowledged: set[str] = set()
        self.stop = False
        self.threads = [threading.Thread(target=self._send, args=(number,)) for number in range(threads)]
        for thread in self.threads:
            thread.start()

    def _send(self, number: int) -> None:
        basic = base64.b64encode(f"{self.running.write_key}:".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=10)
        with contextlib.closing(connection):
            self._send_on(connection, basic, number)

    def _send_on(self, connection: http.client.HTTPConnection, basic: str, number: int) -> None:
        count = 0
        while not self.stop:
            ids = [f"{self.name}-{number}-{count}-{part}" for part in range(5 if count % 3 == 0 else 1)]
            count += 1
            batch = [{"type": "track", "event": "Tick", "anonymousId": f"v{number}", "messageId": message} for message in ids]
            try:
                connection.request("POST", "/v1/batch", json.dumps({"batch": batch}), {"Authorization": f"Basic {basic}"})
                answer = connection.getresponse()
                told = answer.read()
            except (OSError, http.client.HTTPException):
                return
            if answer.status == 200:
                assert json.loads(told)["accepted"] == len(ids)
                self.acknowledged.update(ids)

    def join(self) -> None:
        self.stop = True
        for thread in self.threads:
            thread.join()


def kept(folder: Path) -> list[str]:
    """The message ids on disk, repeated ones as often as they stand there."""
    from tracker.stores.sqlite import SqliteStore

    store = SqliteStore(folder, owner=False)
    try:
        return [event.message for batch in store.scan() for _, _, event in batch]
    finally:
        store.close()


def cycles(running: RunningCollector, count: int) -> None:
    acknowledged: set[str] = set()
    for cycle in range(count):
        load = Load(running, f"c{cycle}")
        time.sleep(0.5 + 0.07 * (cycle % 5))
        running.kill()
        load.join()
        assert load.acknowledged, "the load sent nothing"
        acknowledged |= load.acknowledged
        running.start()
    found = kept(running.folder)
    assert len(found) == len(set(found)), "an event is kept twice"
    assert acknowledged <= set(found), f"{len(acknowledged - set(found))} acknowledged events are lost"
    lists = sum(running.get(f"/v1/{name}")["total"] for name in ("leads", "review", "excluded"))
    assert 6 == lists
    assert "missing_events" not in running.get("/readyz") or running.get("/readyz")["missing_events"] == 0


def test_what_was_acknowledged_survives_kill(own_collector: Callable[..., RunningCollector]) -> None:
    """Four times kill -9 of the process group under load: nothing acknowledged is lost, nothing doubled."""
    cycles(own_collector(), 4)


@pytest.mark.slow
def test_what_was_acknowledged_survives_twenty_kills(own_collector: Callable[..., RunningCollector]) -> None:
    """The same, twenty times."""
    cycles(own_collector(), 20)


def test_sigterm_drains(own_collector: Callable[..., RunningCollector]) -> None:
    """SIGTERM during load: exit code 0 in time, all acknowledged events kept."""
    running = own_collector()
    load = Load(running, "t")
    time.sleep(0.6)

    code = running.stop()
    load.join()

    assert 0 == code
    assert load.acknowledged, "the load sent nothing"
    assert load.acknowledged <= set(kept(running.folder))


def test_a_second_server_refuses_the_folder(own_collector: Callable[..., RunningCollector]) -> None:
    """Two servers on one folder: the second one says so in a sentence and exits 1; the first goes on."""
    running = own_collector()
    command = [sys.executable, "-m", "tracker", "serve", "--data", running.folder, "--port", str(free_port())]
    second = subprocess.run(command, capture_output=True, text=True, timeout=30)

    assert 1 == second.returncode
    assert "owns the data folder" in second.stderr
    assert "Traceback" not in second.stderr
    assert 200 == running.post("/v1/t", {"event": "e", "anonymousId": "a"})[0]


@pytest.mark.parametrize("name, told", [("garbage", b"this is no database" * 50), ("future", b"")])
def test_a_strange_database_is_refused(tmp_path: Path, name: str, told: bytes) -> None:
    """Garbage, or a schema from the future: a sentence with a remedy, exit 1, the file untouched."""
    file = tmp_path / "data" / "winnow.db"
    file.parent.mkdir()
    if name == "garbage":
        file.write_bytes(told)
    else:
        with sqlite3.connect(file) as db:
            db.execute("CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)")
            db.execute("INSERT INTO _sqlite_migrations VALUES (1, 'winnow', 'm999_tomorrow', 'x')")
        db.close()
    before = file.read_bytes()

    done = subprocess.run([sys.executable, "-m", "tracker", "serve", "--data", file.parent, "--port", str(free_port())], capture_output=True, text=True, timeout=30)

    assert 1 == done.returncode
    assert "restore a backup" in done.stderr and "Traceback" not in done.stderr
    if name == "garbage":
        assert before == file.read_bytes()


@pytest.mark.parametrize("key, value, said", [("WINNOW_PORT", "eighty", "whole number"), ("WINNOW_TRUSTED_PROXIES", "me", "no address"), ("WINNOW_NETWORKS", "/nowhere.csv", "no file")])
def test_a_wrong_setting_stops_the_start(tmp_path: Path, key: str, value: str, said: str) -> None:
    """Key, value and remedy, exit 1, no traceback."""
    import os

    done = subprocess.run([sys.executable, "-m", "tracker", "serve", "--data", tmp_path], capture_output=True, text=True, timeout=30, env={**os.environ, key: value})

    assert 1 == done.returncode
    assert said in done.stderr and value in done.stderr and "Traceback" not in done.stderr
