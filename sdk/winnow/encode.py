"""Any Python value becomes JSON that every collector can read; nothing here raises."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from .log import log

MAX_DEPTH = 64  # deeper than any honest event; json itself gives up near 1000

# A whole number of more digits than 1.8e308 has: valid JSON, but most readers refuse the whole message for it.
_BEYOND_FLOAT = re.compile(rb"[0-9]{309}")

_unknown_types: set[str] = set()


def encode(message: Mapping[str, Any]) -> bytes:
    """The message as compact UTF-8 JSON. NaN, infinities, cycles and unknown objects become null.

    The common case costs one pass in C; only a message which that pass refuses is walked in Python.
    """
    try:
        body = _write(message).encode()
        if not _BEYOND_FLOAT.search(body):
            return body
    except (ValueError, TypeError, RecursionError):  # NaN, cycle, lone surrogate, odd key, too deep
        pass
    return _write(clean(message)).encode()


def clean(value: Any, depth: int = 0, path: frozenset[int] = frozenset()) -> Any:
    """The same value in plain JSON types."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int):
        return value if value.bit_length() < 1024 else None  # 2 ** 1024 = 1.8e308
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth >= MAX_DEPTH or id(value) in path:
        return None
    path = path | {id(value)}
    if isinstance(value, Mapping):
        return {_key(k): clean(v, depth + 1, path) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [clean(v, depth + 1, path) for v in value]
    return clean(plain(value), depth + 1, path)


def iso(moment: datetime) -> str:
    """2026-01-31T12:00:00.123Z. A moment without time zone is read as `in_utc` says."""
    return in_utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def in_utc(moment: datetime) -> datetime:
    """Naive times are UTC (`datetime.utcnow()`), unless they are this machine's local now.

    Counter-example without the exception: `datetime.now()` in Berlin lies two hours in the future.
    """
    if moment.tzinfo is not None:
        return moment.astimezone(timezone.utc)
    if abs(datetime.now() - moment) < timedelta(seconds=60):
        return moment.astimezone(timezone.utc)
    return moment.replace(tzinfo=timezone.utc)


def plain(value: Any) -> Any:
    """One step from a foreign type towards JSON; None for what has no sensible form."""
    try:
        for kind in type(value).__mro__:
            convert = _CONVERT.get(f"{kind.__module__}.{kind.__qualname__}")
            if convert is not None:
                return convert(value)
        if isinstance(value, Mapping):
            return dict(value)
        if hasattr(value, "__dataclass_fields__"):
            return {name: getattr(value, name) for name in value.__dataclass_fields__}
        if hasattr(value, "dtype") and hasattr(value, "tolist"):  # numpy and pandas scalars and arrays
            return value.tolist()
    except Exception:  # Decimal("sNaN"), Fraction(10**400), a lazy translation without its catalogue ...
        pass
    _tell_once(value)
    return None


def _tell_once(value: Any) -> None:
    # Never repr(): a User object's repr may hold a password hash.
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    if name not in _unknown_types:
        _unknown_types.add(name)
        log.warning("a value of type %s was sent as null: give a str, number, list or dict instead", name)


def _key(key: Any) -> str:
    name = clean(key)
    return name if isinstance(name, str) else _write(name)


def _text(value: bytes | bytearray | memoryview) -> str:
    raw = bytes(value)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode()


# By name, so that decimal, uuid, pathlib and ipaddress need not be imported (12 ms) to be recognised.
_CONVERT: dict[str, Callable[[Any], Any]] = {
    "datetime.datetime": iso,
    "datetime.date": date.isoformat,
    "datetime.time": time.isoformat,
    "datetime.timedelta": timedelta.total_seconds,
    "decimal.Decimal": float,
    "fractions.Fraction": float,
    "uuid.UUID": str,
    "enum.Enum": lambda value: value.value,
    "builtins.bytes": _text,
    "builtins.bytearray": _text,
    "builtins.memoryview": _text,
    "builtins.set": lambda value: sorted(value, key=str),
    "builtins.frozenset": lambda value: sorted(value, key=str),
    "collections.deque": list,
    "pathlib.PurePath": str,
    "pathlib._local.PurePath": str,  # its name in Python 3.13
    "ipaddress._IPAddressBase": str,
    "django.utils.functional.Promise": str,  # a lazy translation
}

_write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=plain).encode
