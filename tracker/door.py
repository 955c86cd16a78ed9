"""The side door: other processes on this machine ask the owner of the data folder to write for them.

One process owns a folder. A command beside a running server speaks to it through a socket in that
folder (mode 0600: whoever may open it may read the database as well).
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

import msgspec

log = logging.getLogger("winnow.door")
SOCKET = "winnow.sock"
_encode, _decode = msgspec.msgpack.encode, msgspec.msgpack.decode


class Refused(RuntimeError):
    """The owner refused a command; the text says why."""


def _place(folder: Path) -> str:
    """The socket's path; relative where the whole path is longer than the 107 bytes that Linux allows."""
    whole = str(folder / SOCKET)
    return whole if len(whole.encode()) < 100 else os.path.relpath(whole)


class Door:
    """Listens in a data folder and has ``run(name, arguments)`` do what others ask for; ``leave()`` when one goes."""

    def __init__(self, folder: Path, run: Callable[[str, dict], Any], leave: Callable[[], None] = lambda: None) -> None:
        self.run, self.leave = run, leave
        self.path = Path(_place(folder))
        self.path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._listener = Listener(str(self.path), "AF_UNIX")
        finally:
            os.umask(before)
        self._closing = False
        self._guests: dict[threading.Thread, Connection] = {}
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="winnow-door", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._closing:
            try:
                connection = self._listener.accept()
            except OSError:
                if self._closing:
                    return
                time.sleep(0.1)
                continue
            guest = threading.Thread(target=self._guest, args=(connection,), name="winnow-door-guest", daemon=True)
            with self._guard:
                self._guests[guest] = connection
            guest.start()

    def _guest(self, connection: Connection) -> None:
        try:
            self._serve(connection)
        finally:
            with self._guard:
                del self._guests[threading.current_thread()]
            self.leave()

    def _serve(self, connection: Connection) -> None:
        with connection:
            while not self._closing:
                try:
                    name, arguments = _decode(connection.recv_bytes(64 * 1024 * 1024))
                    answer = {"result": self.run(name, arguments)}
                except (EOFError, OSError):
                    return
                except Exception as error:
                    if not isinstance(error, (ValueError, KeyError, RuntimeError)):
                        log.exception("a command failed")
                    answer = {"error": str(error)}
                try:
                    connection.send_bytes(_encode(answer))
                except OSError:
                    return

    def close(self, seconds: float = 5.0) -> None:
        """Let nobody in any more. A guest whose command runs has ``seconds`` to get its answer; who only sits inside goes at once."""
        self._closing = True
        try:
            with Client(str(self.path), "AF_UNIX"):
                pass
        except OSError:
            pass
        self._listener.close()
        self._thread.join(2)
        with self._guard:
            guests = dict(self._guests)
            for connection in guests.values():
                _say_no_more(connection)
        deadline = time.monotonic() + seconds
        for guest in guests:
            guest.join(max(0.0, deadline - time.monotonic()))


def _say_no_more(connection: Connection) -> None:
    """End what a guest can ask; an answer still goes out."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as shared:
        shared.shutdown(socket.SHUT_RD)


def knock(folder: Path) -> Callable[[str, dict], Any] | None:
    """A function that has the owner of a folder run a command; None where nobody owns it now."""
    try:
        connection = Client(_place(folder), "AF_UNIX")
    except (FileNotFoundError, ConnectionRefusedError):
        return None

    def call(name: str, arguments: dict) -> Any:
        try:
            connection.send_bytes(_encode([name, arguments]))
            answer = _decode(connection.recv_bytes())
        except (EOFError, OSError):
            raise Refused("The server stopped before it answered. Start it, look whether the command was done, and give it again if not.") from None
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    return call
