"""Raw message -> Event, or a Drop with its reason. After this room every value can be stored.

Limits (what held against a million hostile inputs): ids and names 200 characters, URLs and titles
2,000, nesting 16, integers in 64 bits, finite floats, no NUL, no lone surrogate, 32 KB an event.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tracker.model import KINDS, Drop, Event, Page, Sender

DROPS = {
    "not_an_object": "a message must be a JSON object",
    "unknown_type": f"`type` must be one of {', '.join(KINDS)}",
    "no_id": "a message needs an `anonymousId` or a `userId`",
    "bad_id": "an id must be text or a number of 1 to 200 characters, without control characters",
    "bad_name": "`event` (of track) must be text of 1 to 200 characters",
    "bad_value": "a value cannot be stored: not finite, beyond 64 bits, or not Unicode text",
    "bad_field": "`properties`, `traits` and `context` must be objects",
    "bad_time": "`timestamp` must be ISO 8601 text or milliseconds between 1970 and 2100",
    "too_deep": "values may be nested 16 deep",
    "too_large": "an event may have 32 KB",
    "no_previous": "alias needs a `previousId`",
    "no_group": "group needs a `groupId`",
}
FLAGS = {
    "clock_ahead": "said to have happened more than a minute from now: the time of arrival stands instead",
    "far_ahead": "said by a trusted key to happen more than a day from now, which is a mistake of its sender: the time of arrival stands instead",
    "clock_behind": "a public key cannot backdate by more than a day: the time of arrival stands instead",
    "bad_time": "the time said makes no sense: the time of arrival stands instead",
}
NOBODY = ("undefined", "null", "none", "nan", "[object object]")
DEPTH = 16
EVENT_BYTES = 32 * 1024
ID_LENGTH = 200
TEXT_LENGTH = 2000
AHEAD_MS, BEHIND_MS = 60_000, 86_400_000
YEAR_2100 = 4_102_444_800_000
SERVER_LIBRARIES = ("python", "node", "php", "ruby", "java", "go", "net", "rust", "cpp")
LIFTED = ("page", "userAgent", "ip", "headers", "traits")  # what an Event holds elsewhere, or must not believe
KEPT_HEADERS = ("accept-language", "referer", "sec-gpc", "dnt", "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform",
                "sec-fetch-mode", "sec-fetch-site", "sec-fetch-dest", "purpose", "sec-purpose", "via", "from")  # fmt: skip


class _Refused(Exception):
    """Carries the code of a Drop up to ``validate``; never leaves this room."""


def _text(value: Any, limit: int = TEXT_LENGTH) -> str:
    return value[:limit] if isinstance(value, str) else ""


def _storable(message: dict) -> dict:
    """The message as it can be stored; refuses what cannot. NUL, which ends C strings, is replaced.

    Encoding it once (in C) finds text that is not Unicode and numbers beyond 64 bits, and its size.
    """
    try:
        encoded = msgspec.json.encode(message)
    except (UnicodeEncodeError, OverflowError, ValueError):
        raise _Refused("bad_value") from None
    if len(encoded) > EVENT_BYTES:
        raise _Refused("too_large")
    _walk(message, 0)
    return _without_nul(message) if b"\\u0000" in encoded else message


def _walk(value: Any, depth: int) -> None:
    """Refuse what is nested too deep and numbers that are not finite or beyond 64 bits."""
    if depth > DEPTH:
        raise _Refused("too_deep")
    for item in value.values() if isinstance(value, dict) else value:
        kind = type(item)
        if kind is str or kind is bool or item is None:
            continue
        if kind is dict or kind is list:
            _walk(item, depth + 1)
        elif kind is int and -(2**63) <= item < 2**63 or kind is float and math.isfinite(item):
            continue
        else:
            raise _Refused("bad_value")


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    return [_without_nul(item) for item in value] if isinstance(value, list) else value


def _identifier(value: Any) -> str:
    """An id as text; absent ones are empty. Numbers are what some back ends call their users."""
    if value is None or value == "":
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
        value = str(value)
    if not isinstance(value, str) or len(value) > ID_LENGTH or not value.isprintable() or not value.strip():
        raise _Refused("bad_id")
    # What broken clients send where they have no id: it would make one person of everybody.
    return "" if value.strip().lower() in NOBODY else value.strip()


def _object(message: dict, field: str) -> dict:
    value = message.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Refused("bad_field")
    return value


def milliseconds(value: Any) -> int | None:
    """A client's time as milliseconds, or None where there is none or it makes no sense."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        if not -1e14 < value < 1e14:
            return None
        stamp = value if abs(value) > 1e11 else value * 1000
    elif isinstance(value, str) and len(value) <= 40:
        try:
            moment = datetime.fromisoformat(value)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            stamp = moment.timestamp() * 1000
        except (ValueError, OverflowError, OSError):
            return None
    else:
        return None
    return round(stamp) if math.isfinite(stamp) and 0 <= stamp < YEAR_2100 else None


def _when(message: dict, sender: Sender) -> tuple[int, tuple[str, ...]]:
    """When it happened and what is doubtful about that.

    ``receivedAt - (sentAt - originalTimestamp)`` cancels a wrong clock; a trusted key's word on the past stands as
    it is, and a public key cannot backdate. Nobody can tell the future: FLAGS says what stands instead.
    """
    said = message.get("originalTimestamp", message.get("timestamp"))
    stamp = milliseconds(said)
    if stamp is None:
        if said is not None and sender.trusted:
            raise _Refused("bad_time")
        return sender.received, ("bad_time",) if said is not None else ()
    sent = milliseconds(message.get("sentAt"))
    sent = sender.sent if sent is None else sent
    at = sender.received - (sent - stamp) if sent is not None and not sender.trusted else stamp
    if at > sender.received + AHEAD_MS:
        far = sender.trusted and at > sender.received + BEHIND_MS
        return sender.received, ("clock_ahead", "far_ahead") if far else ("clock_ahead",)
    if sender.trusted:
        return at, ()
    if at < sender.received - BEHIND_MS:
        return sender.received, ("clock_behind",)
    return min(at, sender.received), ()


def _page(properties: dict, context: dict) -> Page:
    """The page spoken of: a page call's properties, else what the client's context says."""
    told = context.get("page") if isinstance(context.get("page"), dict) else {}

    def field(name: str) -> str:
        return _text(properties.get(name)) or _text(told.get(name))

    url, path = field("url"), field("path")
    if url and not path:
        try:
            path = urlsplit(url).path
        except ValueError:
            path = ""
    referrer = field("referrer")
    # "$direct" is how RudderStack and PostHog write that there is none.
    return Page(url=url, path=path, title=field("title"), referrer="" if referrer == "$direct" else referrer, search=field("search"))


def _seen_by(message_context: dict, sender: Sender, page: Page) -> tuple[str, str, dict[str, str]]:
    """Address, agent and headers of the person's device, as far as this sender may speak of them.

    A public key speaks for its own connection only. A trusted one tells what its back end saw;
    what it does not tell stays unknown: never the back end's own address or agent.
    """
    if not sender.trusted:
        headers = {name: _text(sender.headers[name], 500) for name in KEPT_HEADERS if name in sender.headers}
        return sender.address, _text(sender.agent, 2000), headers
    told = message_context.get("headers")
    told = {str(key).lower(): value for key, value in told.items()} if isinstance(told, dict) else {}
    headers = {name: _text(told[name], 500) for name in KEPT_HEADERS if isinstance(told.get(name), str)}
    agent = _text(message_context.get("userAgent")) or _text(told.get("user-agent"))
    library = message_context.get("library")
    name = _text(library.get("name"), 100).lower() if isinstance(library, dict) else ""
    if not page.url and any(word in name.replace("-", " ").split() for word in SERVER_LIBRARIES):
        return "", "", {}
    return _text(message_context.get("ip"), 64), agent, headers


def _message_id(message: dict) -> str:
    """The client's message id, "" where it gives none."""
    said = message.get("messageId")
    if said in (None, ""):
        return ""
    if not (isinstance(said, str) and len(said) <= ID_LENGTH and said.isprintable()):
        raise _Refused("bad_id")
    return said


def _digest_id(message: dict) -> str:
    """An id for a message that has none: a digest of its dated content, so that a retry is known;
    undated ones are each new."""
    if message.get("timestamp") is None and message.get("originalTimestamp") is None:
        return "gen-" + secrets.token_hex(12)
    told = {key: value for key, value in message.items() if key not in ("sentAt", "writeKey")}
    return "sum-" + hashlib.blake2b(msgspec.json.encode(told, order="sorted"), digest_size=12).hexdigest()


def _checked(message: Any, sender: Sender) -> Event:
    if not isinstance(message, dict):
        raise _Refused("not_an_object")
    # Ids are checked as they came: cleaning would turn a NUL into a character that passes.
    ids = {field: _identifier(message.get(field)) for field in ("anonymousId", "userId", "groupId", "previousId")}
    said = _message_id(message)
    message = _storable(message)
    kind = message.get("type")
    if kind not in KINDS:
        raise _Refused("unknown_type")
    device, account, group, previous = ids.values()
    if not device and not account:
        raise _Refused("no_id")
    if kind == "alias" and not previous:
        raise _Refused("no_previous")
    if kind == "group" and not group:
        raise _Refused("no_group")
    name = message.get("event" if kind == "track" else "name")
    if kind == "track" and not (isinstance(name, str) and 0 < len(name.strip()) <= ID_LENGTH):
        raise _Refused("bad_name")
    properties, traits, context = (_object(message, field) for field in ("properties", "traits", "context"))
    if kind in ("page", "screen") and isinstance(message.get("category"), str):  # some of Segment's libraries put it beside the name
        properties = {"category": message["category"], **properties}
    at, flags = _when(message, sender)
    page = _page(properties, context)
    address, agent, headers = _seen_by(context, sender, page)
    return Event(
        message=said or _digest_id(message), kind=kind, at=at, received=sender.received, name=_text(name, ID_LENGTH).strip(),
        device=device, account=account, group=group, previous=previous, trusted=sender.trusted, flags=flags,
        page=page, properties=properties, traits=traits or _identify_traits(kind, context),
        context={field: value for field, value in context.items() if field not in LIFTED},
        address=address, agent=agent, headers=headers,
    )  # fmt: skip


def _identify_traits(kind: str, context: dict) -> dict:
    """RudderStack's browser client puts the traits of an identify into its context."""
    told = context.get("traits")
    return told if kind in ("identify", "group") and isinstance(told, dict) else {}


def validate(message: Any, sender: Sender) -> Event | Drop:
    """An Event that can be stored as it is, or a Drop with code and sentence. Never raises."""
    try:
        return _checked(message, sender)
    except _Refused as refused:
        code = str(refused)
    except RecursionError:
        code = "too_deep"
    said = message.get("messageId") if isinstance(message, dict) else None
    told = said[:ID_LENGTH].encode("utf-8", "replace").decode() if isinstance(said, str) else ""
    return Drop(code=code, message=DROPS[code], message_id=told)
