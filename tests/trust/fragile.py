"""An engine that crashes and hangs on demand, a worker that runs it, and who of the processes is alive: for the tests of the reader."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tracker.reading import likeness

NEEDS = [
    pytest.mark.skipif(not likeness.able(), reason="the engine does not run on this machine"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc"),
]
SCRIPT = ROOT / "tracker/reading/engine.py"
LETTER = "Wir brauchen vierzig Pumpen bis Ende des Monats, was kosten sie und wann können Sie liefern?"
FRAGILE = '''"""An engine as fragile as one in C can be."""
import ctypes, time
import numpy

class E5:
    def __init__(self, num_threads):
        pass

    def query(self, text):
        if "SEGFAULT" in text:
            ctypes.string_at(0)
        if "HANG" in text:
            ctypes.CDLL(None).sleep(600)
        return numpy.full(384, len(text), dtype="float32")
'''


def alive(pid: int) -> bool:
    """Whether a process runs (one that only waits to be buried does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def reader_of(parent: int) -> int:
    """The process that reads for another one; waits until there is one."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent and b"engine.py" in (folder / "cmdline").read_bytes():
                    return int(folder.name)
            except OSError:
                continue
        time.sleep(0.02)
    raise AssertionError("nobody reads for this process")


def gone(pid: int, seconds: float = 10) -> bool:
    """Whether a process has ended, now or within ``seconds``."""
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)



class Clock:
    """A clock that stands until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now
