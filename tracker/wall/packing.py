"""Event <-> the bytes of one row: long texts by digest, page fields that repeat not twice."""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import msgspec

from tracker.identity import ids_of
from tracker.model import Event, Page, Trait

KINDS = ("page", "track", "identify", "screen", "group", "alias")
PAGE_FIELDS = ("url", "path", "title", "referrer", "search")
_encoder, _decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder()
_json = msgspec.json.Encoder(order="deterministic")
_plain = msgspec.json.Encoder()
# What the rows of the lists have in common; changing it makes kept rows unreadable until they are judged again.
EXAMPLE = (files("tracker.wall") / "row-example.json").read_bytes()


def text_id(value: str) -> int:
    """The 63-bit digest under which a long text is kept; 0 for none. 10^6 texts collide with 5e-8."""
    return int.from_bytes(hashlib.blake2b(value.encode(), digest_size=8).digest()) >> 1 if value else 0


def _uuid(message: str) -> bytes:
    """The 16 bytes of a message id that is a UUID as UUIDs are usually written, else nothing."""
    if len(message) != 36 or message[8::5][:4] != "----":
        return b""
    plain = message.replace("-", "")
    try:
        raw = bytes.fromhex(plain)
    except ValueError:
        return b""
    return raw if len(raw) == 16 and raw.hex() == plain else b""


def event_key(site: int, message: str, trusted: bool) -> bytes:
    """What makes an event unique: site, id, and whether the sender was trusted (the site's top bit is set where not),
    or a stranger who guesses an id could keep out the owner's own message. A UUID stays in its own order: ids that
    begin with the time (ours do) are then inserted at the end of the index, which kept its speed where random ones lost 4x."""
    raw = _uuid(message) or hashlib.blake2b(message.encode(), digest_size=15).digest() + b"\xff"
    return (site if trusted else site | 0x8000).to_bytes(2) + raw


def pack(event: Event, keep: Callable[[str], int]) -> bytes:
    """The row of an event, without the ids that its node has. ``keep(text) -> id`` puts a long text aside."""
    page = event.page
    values = [getattr(page, name) for name in PAGE_FIELDS]
    inside = [name for name, value in zip(PAGE_FIELDS, values) if value and event.properties.get(name) == value]
    mask = sum(1 << PAGE_FIELDS.index(name) for name in inside)
    properties = {name: value for name, value in event.properties.items() if name not in inside}
    row = (
        _uuid(event.message) or event.message, KINDS.index(event.kind), event.received - event.at, event.name,
        event.group, event.previous, event.trusted, event.flags, mask,
        keep(_json.encode([page.url, page.path, page.title, page.search]).decode()) if any(values) else 0, keep(page.referrer),
        properties, event.traits, keep(_json.encode(event.context).decode()) if event.context else 0,
        keep(_json.encode([event.address, event.agent, event.headers]).decode()) if event.agent or event.address or event.headers else 0,
    )  # fmt: skip
    return _encoder.encode(row)


def unpack(key: str, at: int, body: bytes, text: Callable[[int], str]) -> Event:
    """The event of a row of the node ``key``, equal in every field to the one packed (facts are not kept)."""
    (message, kind, delay, name, group, previous, trusted, flags, mask, page_id, referrer_id,
     properties, traits, context_id, device_id) = _decoder.decode(body)  # fmt: skip
    url, path, title, search = msgspec.json.decode(text(page_id)) if page_id else ("", "", "", "")
    page = Page(url=url, path=path, title=title, referrer=text(referrer_id) if referrer_id else "", search=search)
    for position, field in enumerate(PAGE_FIELDS):
        if mask >> position & 1:
            properties[field] = getattr(page, field)
    address, agent, headers = msgspec.json.decode(text(device_id)) if device_id else ("", "", {})
    device, account = ids_of(key)
    return Event(
        message=str(uuid.UUID(bytes=message)) if isinstance(message, bytes) else message, kind=KINDS[kind], at=at, received=at + delay,
        name=name, device=device, account=account, group=group, previous=previous, trusted=trusted, flags=tuple(flags), page=page,
        properties=properties, traits=traits, context=msgspec.json.decode(text(context_id)) if context_id else {},
        address=address, agent=agent, headers=headers,
    )  # fmt: skip


def squeeze(row: dict[str, Any]) -> bytes:
    """A list row as bytes: 1,130 become about 330, because rows resemble each other and the example."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=EXAMPLE)
    return packer.compress(_plain.encode(row)) + packer.flush()


def unsqueeze(body: bytes) -> dict[str, Any]:
    """The list row of such bytes."""
    return msgspec.json.decode(zlib.decompressobj(-15, zdict=EXAMPLE).decompress(body))


def raw_id(public: str) -> bytes:
    """The 10 bytes of a visitor's id; bytes that belong to nobody for what is none."""
    try:
        return bytes.fromhex(public[1:]) if public[:1] == "v" and len(public) == 21 else b""
    except ValueError:
        return b""


def shown_id(raw: bytes) -> str:
    """A visitor's id as the outside knows it."""
    return "v" + raw.hex()


def pack_traits(traits: dict[str, Trait]) -> bytes:
    """The traits of a node as bytes."""
    return _encoder.encode({name: (traits[name].value, traits[name].at, *((True,) if traits[name].sure else ())) for name in sorted(traits)})


def unpack_traits(told: bytes) -> dict[str, Trait]:
    """The traits of such bytes."""
    return {name: Trait(name=name, value=value, at=at, sure=bool(sure)) for name, (value, at, *sure) in _decoder.decode(told).items()}
