"""Fixtures of the SDK's tests: a recording collector, clients that are shut down, faults that scream, no leaks."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SDK = HERE.parents[1] / "sdk"
for folder in (str(HERE), str(SDK)):  # the checkout's SDK, whether or not one is installed
    if folder not in sys.path:
        sys.path.insert(0, folder)

import sdk_recorder  # noqa: E402
import winnow  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "faults: this test provokes faults that the SDK must swallow")


@pytest.fixture(autouse=True)
def swallowed_faults_scream(request: pytest.FixtureRequest) -> Iterator[None]:
    """In production the SDK swallows its faults; here each one fails the test that did not ask for it."""
    heard: list[str] = []
    ear = logging.Handler()
    ear.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("winnow").addHandler(ear)
    yield
    logging.getLogger("winnow").removeHandler(ear)
    faults = [line for line in heard if line.startswith("winnow failed")]
    assert not faults or request.node.get_closest_marker("faults"), faults


@pytest.fixture(autouse=True)
def fresh_module() -> Iterator[None]:
    """Each test has the module-level client to itself, and leaves no thread behind."""
    before = set(vars(winnow))
    yield
    winnow.shutdown()
    winnow.default_client = None
    for name in set(vars(winnow)) - before:
        if not isinstance(getattr(winnow, name), type(sys)):
            delattr(winnow, name)
    assert not [t for t in threading.enumerate() if t.name == "winnow"], "a client was not shut down"


@pytest.fixture
def recorder() -> Iterator[sdk_recorder.Recorder]:
    with sdk_recorder.Recorder() as collector:
        yield collector


@pytest.fixture
def wire() -> winnow.RecordingTransport:
    return winnow.RecordingTransport()


@pytest.fixture
def make_client() -> Iterator[Callable[..., winnow.Client]]:
    made: list[winnow.Client] = []

    def make(*args: Any, **options: Any) -> winnow.Client:
        made.append(winnow.Client(*(args or ("wk_test",)), **options))
        return made[-1]

    yield make
    for client in made:
        client.shutdown()


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program of its own process, with the SDK importable; kills it (and fails) after 30 s."""

    def start(program: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "program.py"
        file.write_text(program)
        env = {**os.environ, "PYTHONPATH": str(SDK), "PYTHONWARNINGS": "ignore::DeprecationWarning"}
        command = [sys.executable, str(file), *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=30, check=False, **options)

    return start


class Gate(winnow.RecordingTransport):
    """Holds every request until opened: a collector that takes its time."""

    def __init__(self):
        super().__init__()
        self.entered, self.opened = threading.Event(), threading.Event()

    def send(self, url, body, headers, timeout):
        self.entered.set()
        assert self.opened.wait(20)
        return super().send(url, body, headers, timeout)


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.opened.set()
