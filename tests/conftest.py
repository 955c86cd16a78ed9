"""What all tests share: the real server in a process of its own, and the rule that nothing may leak."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RunningCollector:
    """`winnow serve` in a process group of its own: ``url``, ``write_key``, ``secret_key``, ``link``."""

    def __init__(self, folder: Path, port: int | None = None, **environment: str) -> None:
        self.folder, self.port = Path(folder), port or free_port()
        self.environment = environment
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start the server and wait until it says where it listens."""
        self.log = open(self.folder.parent / f"{self.folder.name}.log", "ab+")  # noqa: SIM115
        command = [sys.executable, str(ROOT / "server.py")] if "SERVER_PY" in self.environment else [sys.executable, "-m", "tracker", "serve"]
        command += ["--data", str(self.folder), "--port", str(self.port)]
        begin = self.log.tell()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, start_new_session=True, env={**os.environ, **self.environment})
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            told = Path(self.log.name).read_bytes()[begin:].decode()
            if "Secret key" in told and self._answers():
                break
            if self.process.poll() is not None:
                self.log.close()
                raise AssertionError(f"the server stopped with {self.process.returncode}:\n{told}")
            time.sleep(0.02)
        else:
            self.kill()
            raise AssertionError(f"the server did not start:\n{told}")
        self.write_key = re.search(r"wk_[0-9a-f]+", told)[0]
        self.secret_key = re.search(r"sk_[0-9a-f]+", told)[0]
        self.link = re.search(r"http\S+sign-in\?token=\S+", told)[0]

    def _answers(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.url}/healthz", timeout=1).status == 200
        except OSError:
            return False

    def call(self, path: str, body: Any = None, headers: dict[str, str] | None = None, method: str | None = None) -> tuple[int, Any, dict[str, str]]:
        """One request: (status, JSON or bytes, headers in lower case). Bytes bodies go as they are."""
        sent = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=sent, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, told, shown = answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            status, told, shown = error.code, error.read(), error.headers
        try:
            told = json.loads(told)
        except ValueError:
            pass
        return status, told, {name.lower(): value for name, value in shown.items()}

    def post(self, path: str, body: Any, key: str | None = None, **headers: str) -> tuple[int, Any, dict[str, str]]:
        """POST with the write key (or another) as Basic user."""
        basic = base64.b64encode(f"{key or self.write_key}:".encode()).decode()
        return self.call(path, body, {"Authorization": f"Basic {basic}", **headers})

    def get(self, path: str, key: str | None = None) -> Any:
        """The JSON of a GET with the secret key; fails where the status is not 200."""
        status, told, _ = self.call(path, headers={"Authorization": f"Bearer {key or self.secret_key}"})
        assert status == 200, (status, told)
        return told

    def until(self, path: str, holds: Callable[[Any], Any], seconds: float = 20) -> Any:
        """GET again and again until ``holds(answer)``; the answer. Fails after ``seconds``."""
        deadline = time.monotonic() + seconds
        while True:
            status, told, _ = self.call(path, headers={"Authorization": f"Bearer {self.secret_key}"})
            if status == 200 and holds(told):
                return told
            assert time.monotonic() < deadline, (status, told)
            time.sleep(0.05)

    def kill(self) -> None:
        """kill -9 of the whole process group."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.log.close()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self.log.close()
        return code


@pytest.fixture(scope="session")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCollector]:
    """One real server for all tests that do not mind company: use ids of your own."""
    running = RunningCollector(tmp_path_factory.mktemp("collector") / "data")
    yield running
    assert running.stop() == 0


@pytest.fixture
def own_collector(tmp_path: Path) -> Iterator[Callable[..., RunningCollector]]:
    """Makes real servers for one test: ``own_collector(name="data", **environment)``."""
    made: list[RunningCollector] = []

    def make(name: str = "data", **environment: str) -> RunningCollector:
        made.append(RunningCollector(tmp_path / name, **environment))
        return made[-1]

    yield make
    for running in made:
        if running.process.poll() is None:
            running.kill()
