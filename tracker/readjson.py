"""Bytes -> JSON values, for bodies that come from anybody: never more than a Refusal goes wrong."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from tracker.model import Drop
from tracker.wire import Refusal

_decoder = msgspec.json.Decoder()
_encoder = msgspec.json.Encoder()
_raw = msgspec.json.Decoder(dict[str, msgspec.Raw])
_items = msgspec.json.Decoder(list[msgspec.Raw])
UNREADABLE = Refusal(status=400, code="bad_json", message="the body is not valid JSON in UTF-8", detail="send one JSON object")
TOO_DEEP = Refusal(status=400, code="too_deep", message="the body is nested too deep", detail="values may be nested 16 deep")
BAD_ITEM = Drop(code="bad_value", message="the message cannot be read: a number out of range, or not Unicode text")


def encode(value: Any) -> bytes:
    """A value as JSON bytes."""
    return _encoder.encode(value)


def _never(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _lenient(body: bytes) -> Any:
    """The standard library also reads lone surrogates, which validation then refuses one event at a time."""
    return json.loads(body.decode(), parse_constant=_never)


def _item(raw: msgspec.Raw) -> Any:
    try:
        return _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, ValueError, RecursionError):
        try:
            return _lenient(bytes(raw))
        except (ValueError, RecursionError):
            return BAD_ITEM


def _piecewise(body: bytes) -> Any:
    """A batch of which some message is unreadable: the others are still read."""
    told = {name: _decoder.decode(raw) if name != "batch" else raw for name, raw in _raw.decode(body).items()}
    if "batch" in told:
        told["batch"] = [_item(raw) for raw in _items.decode(told["batch"])]
    return told


def read(body: bytes, batch: bool = False) -> Any:
    """The JSON value of a body, or the Refusal that it deserves.

    In a ``batch``, a message that cannot be read becomes a Drop at its place and sinks nobody else.
    """
    ways = (_decoder.decode, _piecewise, _lenient) if batch else (_decoder.decode, _lenient)
    for way in ways:
        try:
            return way(body)
        except RecursionError:
            return TOO_DEEP
        except (msgspec.MsgspecError, UnicodeError, ValueError, TypeError):
            continue
    return UNREADABLE
