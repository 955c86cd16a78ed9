"""Whatever holds a lock, a socket or a thread starts afresh in a forked child."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Protocol

from .log import log  # logging first: see _before


class Forkable(Protocol):
    """Something that must forget its parent's locks, sockets and threads."""

    def after_fork(self) -> None: ...


_watched: weakref.WeakSet[Forkable] = weakref.WeakSet()
_pid = os.getpid()

# Held while a thread imports `requests` (150 ms). A fork in the middle of an import leaves the child a
# half-made module whose lock belongs to a thread that does not exist there: its next import waits for ever.
importing = threading.Lock()
_held = False


def watch(thing: Forkable) -> None:
    """From now on `thing.after_fork()` is called in every forked child."""
    _watched.add(thing)


def check() -> None:
    """Catches forks made past Python's own hooks (some C servers do); costs one getpid."""
    if os.getpid() != _pid:
        _in_child()


def _before() -> None:
    """Waits for an import under way to end.

    Hooks run last registered first. Were logging's registered after this one, it would already hold logging's
    lock, which `import requests` needs in the other thread: 5 s of waiting, and a child without `requests`.
    """
    global _held
    _held = importing.acquire(timeout=5)
    if not _held:
        log.warning("a fork met an import that takes more than 5 s: the child may be unable to send")


def _in_parent() -> None:
    global _held
    if _held:
        _held = False
        importing.release()


def _in_child() -> None:
    global _pid, _held, importing
    _pid, _held, importing = os.getpid(), False, threading.Lock()
    for thing in list(_watched):
        thing.after_fork()


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(before=_before, after_in_parent=_in_parent, after_in_child=_in_child)
