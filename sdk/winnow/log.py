"""The SDK's one logger. It is given names, sizes and counts, never a payload."""

from __future__ import annotations

import logging

# No NullHandler: a program that never set up logging still sees losses on stderr, as Python's default does.
log = logging.getLogger("winnow")


def worth_saying(count: int) -> bool:
    """True for the 1st, 10th, 100th ... time: a full queue at 1,000 events/s must not fill the disk with logs."""
    return str(count).rstrip("0") == "1"


def swallow(doing: str, error: BaseException) -> None:
    """Keeps a fault of ours out of the host program. The error's text may quote the payload: only its type is told."""
    log.error("winnow failed while %s (%s); your program is not affected", doing, type(error).__name__)
