"""A process beside this one that reads what strangers wrote: should a text crash or stop it, nothing else goes with it.

It is a Python script of its own, not a child of `multiprocessing`, which would run the main module of whoever uses Winnow as a library a
second time, and whose pool waits at the exit for a worker that hangs. They speak through a pair of sockets; a closed one ends the process.
"""
from __future__ import annotations

import hashlib
import logging
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger("winnow.reader")

ENDS, WITHIN = 5, 3600.0
"""It is started anew until it ended five times within an hour; then it rests until the first of them is an hour old."""
START_SECONDS = 30.0
"""A busy machine with a slow disk may need so long for Python and 70 MB of weights; 0.1 s was measured."""
SECONDS = 5.0
"""What a text may take where no setting says so: sixty times as long as the longest does on an idle machine."""


class Worker:
    """``script`` answers ``size`` bytes to each text, one at a time, in at most ``seconds``. Threads may ask at once; each waits for its turn.

    ``died`` and ``slow`` count how it ended, ``missed`` the texts that got no answer. ``clock`` gives seconds.
    """

    def __init__(self, script: Path, size: int, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self.script, self.size, self.seconds, self.clock = script, size, seconds, clock
        self.died = self.slow = self.missed = 0
        self._ends: deque[float] = deque(maxlen=ENDS)
        self._deadly: set[bytes] = set()
        self._turn = threading.Lock()
        self._child: subprocess.Popen | None = None
        self._line: socket.socket | None = None

    @property
    def rests(self) -> bool:
        """Whether it ended too often of late to be started again."""
        return len(self._ends) == ENDS and self.clock() - self._ends[0] < WITHIN

    @property
    def pid(self) -> int | None:
        """The number of the process; None where none was started or it was ended here."""
        child = self._child
        return child.pid if child else None

    def ask(self, text: str) -> bytes | None:
        """The answer to a text; None where the process died of it or took too long, now or before, or does not run. Never raises."""
        told = text.encode("utf-8", "ignore")
        mark = hashlib.blake2b(told, digest_size=16).digest()
        with self._turn:
            answer = self._answer(told, mark)
            self.missed += answer is None
            return answer

    def _answer(self, told: bytes, mark: bytes) -> bytes | None:
        """The answer; asked once more where the process had died before it read the text, which then is not to blame."""
        for _ in range(2):
            if mark in self._deadly or not self._running():
                break
            try:
                answer = self._exchange(struct.pack("<I", len(told)) + told, self.size, self.seconds)
            except ConnectionError:
                continue
            if answer is None:
                self._deadly.add(mark)
            return answer
        return None

    def close(self) -> None:
        """End the process; it has nothing to lose, and who waits for it waits no longer. A later question starts it again."""
        child = self._child
        if child is not None:
            child.kill()
        with self._turn:
            self._end()

    def forget(self) -> None:
        """To be called in a process that was forked off: the other end and the turn belong to the parent's threads."""
        if self._child is not None and self._line is not None:
            self._line.close()
            self._child.returncode = 0  # only the parent is told of its death
        self._child, self._line, self._turn = None, None, threading.Lock()

    def _running(self) -> bool:
        """Whether it runs, started now where it did not."""
        if self._child is not None and self._child.poll() is None:
            return True
        if self._child is not None:
            self._failed("died while nothing was asked")
        return not self.rests and self._started()

    def _started(self) -> bool:
        self._line, theirs = socket.socketpair()
        with theirs:
            try:  # its standard output is nobody's: what an engine prints belongs into no command's answer
                self._child = subprocess.Popen([sys.executable, "-P", str(self.script)], stdin=theirs, stdout=subprocess.DEVNULL, env=_environment())
            except OSError as error:
                self._failed(f"could not be started ({error})")
                return False
        try:
            return self._exchange(b"", 1, START_SECONDS) is not None
        except ConnectionError:
            return False

    def _exchange(self, question: bytes, size: int, seconds: float) -> bytes | None:
        """``size`` bytes that the process says to a question; None, and it is ended, where it does not.

        Raises ConnectionError where it died with the question unread: a local socket tells so, by a broken pipe or a reset.
        """
        assert self._line is not None
        answer = b""
        try:
            self._line.settimeout(seconds)
            self._line.sendall(question)
            while len(answer) < size:
                part = self._line.recv(size - len(answer))
                if not part:
                    raise EOFError
                answer += part
        except TimeoutError:
            self._failed(f"said nothing for {seconds:g} seconds and was ended", slow=True)
            return None
        except ConnectionError:
            self._failed("died while nothing was asked")
            raise
        except (OSError, EOFError):
            self._failed("died")
            return None
        return answer

    def _failed(self, how: str, slow: bool = False) -> None:
        """Write down that it ended, and what follows."""
        self._end()
        self.slow += slow
        self.died += not slow
        self._ends.append(self.clock())
        follows = f"That was the {ENDS}th time within an hour: it rests, and messages are read by their words only. Restart the server to try at once." if self.rests else "It is started anew."
        log.warning("The reader of meaning %s. %s", how, follows)

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self._child = self._line = None


def _environment() -> dict[str, str]:
    """What the process is told: where modules lie and how many cores to take (one: the server's threads share them), no secret of the collector's."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PYTHON", "LD_", "DYLD_", "LC_")) or name in ("PATH", "HOME", "LANG", "TMPDIR")}
    paths = os.pathsep.join(path for path in sys.path if path)  # also what an application in a zip added to it
    return {**kept, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
