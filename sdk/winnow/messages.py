"""A call (`track`, `identify` ...) becomes one message of Segment's HTTP Tracking API."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .ambient import current_visitor
from .encode import iso
from .version import VERSION

LIBRARY = {"name": "winnow-python", "version": VERSION}

# What a kind cannot do without. alias is about two ids and takes no visitor from the surroundings.
_NEEDS = {"track": ("event",), "group": ("groupId",), "alias": ("previousId", "userId")}


class Invalid(ValueError):
    """A call that no collector would take; its text says what, with which value, and the remedy."""


def build(
    kind: str,
    own: Mapping[str, Any],
    user_id: object,
    anonymous_id: object,
    context: Mapping[str, Any] | None,
    timestamp: object,
    integrations: Mapping[str, Any] | None,
    message_id: object,
) -> dict[str, Any]:
    """The message as sent. `own` holds the kind's own fields; those that are None are left out.

    Raises Invalid where an id or a needed field is missing or of a wrong type.
    """
    around = current_visitor()
    message: dict[str, Any] = {
        "type": kind,
        "messageId": _identifier("message_id", message_id) or new_id(),
        "timestamp": _moment(timestamp),
    }
    user = _identifier("user_id", user_id if user_id is not None else _unless_alias(kind, around.user_id))
    anonymous = _identifier("anonymous_id", anonymous_id) or _unless_alias(kind, around.anonymous_id)
    if user:
        message["userId"] = user
    if anonymous:
        message["anonymousId"] = anonymous
    for name, value in own.items():
        if value is not None:
            message[name] = _own(name, value)
    message["context"] = {**around.context, **_mapping("context", context or {}), "library": LIBRARY}
    if integrations:
        message["integrations"] = _mapping("integrations", integrations)
    _complete(kind, message)
    return message


def new_id() -> str:
    """A UUID, version 7: the first 48 bits are the time in ms.

    Ids of one second stand together in the collector's index of known messages: one page to read, not hundreds.
    """
    chance = int.from_bytes(os.urandom(10), "big")
    value = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | (chance >> 68) << 64 | 0x2 << 62 | chance & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def now() -> str:
    """The moment in UTC, to the millisecond: 2026-01-31T12:00:00.123Z."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")[:-6] + "Z"


def _complete(kind: str, message: Mapping[str, Any]) -> None:
    for field in _NEEDS.get(kind, ()):
        if not message.get(field):
            raise Invalid(f"{kind}() needs {field}, got none: give it as argument")
    if not (message.get("userId") or message.get("anonymousId")):
        raise Invalid(f"{kind}() needs to know who it is about, got neither user_id nor anonymous_id: give one of them")


def _unless_alias(kind: str, value: Any) -> Any:
    return None if kind == "alias" else value


def _identifier(name: str, value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if type(value).__module__ == "uuid":
        return str(value)
    raise Invalid(f"{name} must be a str, an int or a UUID, got {type(value).__name__}: convert it")


def _own(name: str, value: Any) -> Any:
    if name in ("properties", "traits"):
        return _mapping(name, value)
    if name in ("groupId", "previousId"):
        return _identifier(name, value)
    if not isinstance(value, str):
        raise Invalid(f"{name} must be a str, got {type(value).__name__}: check the order of the arguments")
    return value


def _mapping(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{name} must be a dict, got {type(value).__name__}: check the order of the arguments")
    return value


def _moment(value: object) -> str:
    if value is None:
        return now()
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, str):
        return value  # ISO 8601 from somewhere else; the collector checks it
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return iso(datetime.fromtimestamp(value, timezone.utc))
        except (ValueError, OverflowError, OSError):
            pass
    raise Invalid(
        f"timestamp must be a datetime, ISO text or seconds since 1970, got {type(value).__name__}: convert it"
    )
