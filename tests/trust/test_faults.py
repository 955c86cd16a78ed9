"""Faults of the disk and of the clock: nothing acknowledged that is not kept; 503; recovery without a restart."""

from __future__ import annotations

import resource
import sqlite3
import threading
import time
from collections.abc import Callable

from tests.conftest import RunningCollector


def send(running: RunningCollector, name: str, size: int = 200) -> tuple[int, dict, dict]:
    """One event of about ``size`` bytes."""
    return running.post("/v1/t", {"event": "e", "anonymousId": name, "messageId": name, "properties": {"x": "y" * size}})


def kept(running: RunningCollector) -> set[str]:
    """The message ids on disk."""
    db = sqlite3.connect(f"file:{running.folder}/winnow.db?mode=ro", uri=True)
    try:
        return {key[2:] for (key,) in db.execute("SELECT key FROM nodes WHERE events")}
    finally:
        db.close()


def test_a_full_disk_is_503_and_passes(own_collector: Callable[..., RunningCollector]) -> None:
    """Files may grow no further: 503 with Retry-After, nothing acknowledged is missing; with room again it goes on."""
    running = own_collector()
    assert 200 == send(running, "before")[0]
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
    answers = {f"full-{number}": send(running, f"full-{number}", 20_000) for number in range(40)}
    refused = [answer for answer in answers.values() if answer[0] != 200]

    assert refused and all(status == 503 and int(headers["retry-after"]) > 0 and told["code"] == "try_later" for status, told, headers in refused)
    assert 200 == running.call("/healthz")[0]

    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert 200 == send(running, "after")[0]
    acknowledged = {name for name, answer in answers.items() if answer[0] == 200} | {"before", "after"}
    running.kill()
    running.start()
    assert acknowledged <= kept(running)


def test_a_locked_database_is_503_and_passes(own_collector: Callable[..., RunningCollector]) -> None:
    """Another program holds the database: 503 within ten seconds; when it lets go, events are taken again."""
    running = own_collector()
    send(running, "before")
    other = sqlite3.connect(running.folder / "winnow.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begin = time.monotonic()
    status, told, headers = send(running, "locked")
    assert (503, "try_later") == (status, told["code"]) and int(headers["retry-after"]) > 0
    assert time.monotonic() - begin < 10
    other.execute("ROLLBACK")
    other.close()

    assert 200 == send(running, "after")[0]
    assert {"before", "after"} == kept(running)


def test_commands_read_beside_a_running_server(own_collector: Callable[..., RunningCollector], tmp_path) -> None:
    """leads, explain, backup, site list and key add work while the server takes events."""
    import subprocess
    import sys

    running = own_collector()
    stop = threading.Event()
    sender = threading.Thread(target=lambda: [send(running, f"s{number}") for number in range(200) if not stop.is_set()])
    sender.start()
    running.until("/v1/visitors/s1", lambda told: told)

    def winnow(*arguments: str) -> str:
        return subprocess.run([sys.executable, "-m", "tracker", *arguments, "--data", str(running.folder)], check=True, capture_output=True, text=True).stdout

    assert "in all" in winnow("excluded")
    assert "Visitor v" in winnow("explain", "s1")
    assert "written" in winnow("backup", str(tmp_path / "copy.db"))
    assert "main" in winnow("site", "list")
    key = winnow("key", "add", "--scope", "collect").split()[0]
    assert 200 == running.post("/v1/t", {"event": "e", "anonymousId": "new-key"}, key)[0]
    winnow("key", "revoke", key)
    assert 401 == running.post("/v1/t", {"event": "e", "anonymousId": "new-key"}, key)[0]
    stop.set()
    sender.join()
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    copy.close()


def test_a_limit_is_429_with_whole_seconds(own_collector: Callable[..., RunningCollector]) -> None:
    """Where the owner limits requests: 429 with Retry-After for public keys, never for trusted ones."""
    running = own_collector(WINNOW_REQUESTS_PER_MINUTE="5")
    answers = [running.post("/v1/t", {"event": "e", "anonymousId": "a"}) for _ in range(12)]
    refused = [answer for answer in answers if answer[0] == 429]

    assert refused and all(1 <= int(headers["retry-after"]) <= 60 and told["code"] == "too_fast" for _, told, headers in refused)
    assert 200 == running.post("/v1/t", {"event": "e", "anonymousId": "a"}, running.secret_key)[0]


def test_python_server_py_is_winnow_serve(own_collector: Callable[..., RunningCollector]) -> None:
    """`python server.py` does the same as `winnow serve`."""
    assert 200 == send(own_collector(SERVER_PY="1"), "x")[0]
