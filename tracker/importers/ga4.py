"""Google Analytics 4, exported from BigQuery as JSON lines (``bq extract --destination_format NEWLINE_DELIMITED_JSON``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from tracker.importers import Ids, Importer, LeftOut, Misfit, Nothing, Unreadable, each, short
from tracker.readjson import read as read_json

IMPORTER = Importer(
    says="Google Analytics 4, exported from BigQuery as JSON lines",
    example='{"event_name":"page_view","event_timestamp":"1772439245000000","user_pseudo_id":"1.2",'
            '"event_params":[{"key":"page_location","value":{"string_value":"https://shop.example/pricing"}}]}',
)  # fmt: skip
INTEGER = re.compile(r"-?[0-9]{1,18}")
MARKERS = ("session_start", "first_visit", "first_open")
"""Events that only repeat what the page view beside them says."""
CAMPAIGN = {"source": "source", "medium": "medium", "campaign": "name", "term": "term", "content": "content"}
PAGE = {"page_location": "url", "page_title": "title", "page_referrer": "referrer"}


def read(lines: Iterable[str], domain: str) -> Iterator[dict[str, Any] | Unreadable | LeftOut]:
    """A page message for ``page_view``, a track message for every other event."""
    ids = Ids("ga4")
    return each(lines, lambda line: [_message(_event(line), ids(line))])


def _event(line: str) -> dict[str, Any]:
    told = read_json(line.encode("utf-8", "replace"))
    if not isinstance(told, dict) or not isinstance(told.get("event_name"), str):
        raise Misfit("is no JSON object with event_name, as the BigQuery export writes")
    if told["event_name"] in MARKERS:
        raise Nothing("session_start and first_visit only repeat what the page view says")
    return told


def _message(told: dict[str, Any], message: str) -> dict[str, Any]:
    given = _params(told.get("event_params"))
    device, account = _text(told.get("user_pseudo_id")), _text(told.get("user_id"))
    if not device and not account:
        raise Nothing("has no user_pseudo_id, because consent was refused")
    page = {ours: _text(given.pop(theirs, "")) for theirs, ours in PAGE.items()}
    context: dict[str, Any] = {"library": {"name": "ga4", "version": "1"}, "page": page}
    campaign = {ours: _text(given.pop(theirs)) for theirs, ours in CAMPAIGN.items() if given.get(theirs)}
    language = _text(_inner(told, "device", "language"))
    context |= ({"campaign": campaign} if campaign else {}) | ({"locale": language} if language else {})
    shown = told["event_name"] == "page_view"
    if told["event_name"] == "user_engagement" and isinstance(given.get("engagement_time_msec"), (int, float)):
        given["seconds"] = given["engagement_time_msec"] / 1000
    ids = {name: value for name, value in (("anonymousId", device), ("userId", account)) if value}
    kind = {"type": "page"} if shown else {"type": "track", "event": told["event_name"]}
    return {**kind, **ids, "messageId": message, "timestamp": _time(told.get("event_timestamp")),
            "properties": {**_sold(told), **given, **(page if shown else {})}, "context": context}  # fmt: skip


def _params(told: Any) -> dict[str, Any]:
    """Parameters by name: each is {key, value: {string_value | int_value | float_value | double_value}}."""
    found = {}
    for row in told if isinstance(told, list) else ():
        value = _inner(row, "value")
        if isinstance(value, dict) and isinstance(_inner(row, "key"), str):
            said = {kind: one for kind, one in value.items() if one is not None}
            found[row["key"]] = _number(said["int_value"]) if "int_value" in said else next(iter(said.values()), None)
    return {name: value for name, value in found.items() if isinstance(value, (str, int, float))}


def _sold(told: dict[str, Any]) -> dict[str, Any]:
    """Total and order number of a purchase."""
    named = {"total": _inner(told, "ecommerce", "purchase_revenue"), "order_id": _inner(told, "ecommerce", "transaction_id")}
    return {name: value for name, value in named.items() if isinstance(value, (str, int, float))}


def _inner(told: Any, *keys: str) -> Any:
    for key in keys:
        told = told.get(key) if isinstance(told, dict) else None
    return told


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else ""


def _number(value: Any) -> Any:
    """BigQuery writes its 64-bit integers as text."""
    return int(value) if isinstance(value, str) and INTEGER.fullmatch(value) else value


def _time(micros: Any) -> str:
    number = _number(micros)
    if isinstance(number, int) and 0 < number < 4_102_444_800_000_000:
        return datetime.fromtimestamp(number / 1e6, UTC).isoformat()
    raise Misfit(f"event_timestamp {short(micros)} is no number of microseconds since 1970")
