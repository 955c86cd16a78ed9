"""What may be set, checked at construction: the only moment when this SDK may raise."""

from __future__ import annotations

import os
from typing import Any

from .disk import Spool

DEFAULT_HOST = "http://127.0.0.1:8080"  # where `make run` puts a collector

# Segment's names for the same things, so that a program written for their client need not change.
SEGMENT_NAMES = {
    "send": "enabled",
    "sync_mode": "sync",
    "max_queue_size": "max_queue",
    "upload_size": "flush_at",
    "upload_interval": "flush_interval",
}

_AT_LEAST = {
    "flush_at": 1,
    "flush_interval": 0,
    "max_queue": 1,
    "timeout": 0.001,
    "max_retries": 0,
    "shutdown_timeout": 0,
}


def translate(given: dict[str, Any]) -> dict[str, Any]:
    """The options under our names. Raises TypeError for one that neither we nor Segment know."""
    for name in given:
        if name not in SEGMENT_NAMES:
            raise TypeError(f"winnow.Client has no option {name!r}: see the table in the README, or remove it")
    return {SEGMENT_NAMES[name]: value for name, value in given.items()}


def check(write_key: object, host: object, numbers: dict[str, Any]) -> str:
    """The host, without a slash at its end. Raises ValueError with what is wrong, the value, and the remedy."""
    host = host or DEFAULT_HOST
    if not isinstance(write_key, str) or not write_key.strip():
        raise ValueError(f"write_key must be a text, got {write_key!r}: copy it from `winnow site list`")
    if not isinstance(host, str) or not host.startswith(("http://", "https://")):
        raise ValueError(f"host must start with http:// or https://, got {host!r}: give the collector's address")
    for name, value in numbers.items():
        least = _AT_LEAST[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value < float("inf"):
            raise ValueError(
                f"{name} must be a number of at least {least}, got {value!r}: leave it out for the default"
            )
    return host.rstrip("/")


def make_spool(folder: str | os.PathLike[str], host: str, write_key: str) -> Spool:
    """The spool in its folder. Raises ValueError where that cannot be made."""
    try:
        return Spool(folder, host, write_key)
    except OSError as error:
        raise ValueError(f"spool {str(folder)!r} cannot be made ({error.strerror}): give a writable folder") from None
