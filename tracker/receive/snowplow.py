"""Snowplow's collector: arrays of events by POST (tp2), single ones by GET (/i); ``aid`` is the write key.

Source: docs.snowplow.io, HTTP requests (the tracker protocol); seen from snowplow-tracker 1.1.0 (Python),
@snowplow/node-tracker 4.8.0 and @snowplow/browser-tracker 4.10.1. 400, 401, 403, 410 and 422 make its
clients give up; all else is sent again.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from tracker.readjson import encode, read
from tracker.wire import PIXEL, Delivery, Outcome, Protocol, Refusal, Request, Response

PROTOCOL = Protocol(
    says="Snowplow: its Python, Node and browser trackers (structured, self-describing, page and screen views)",
    posts=("/com.snowplowanalytics.snowplow/tp2",), gets=("/i",),
)  # fmt: skip
NAMES = {"link_click": "Outbound Link Clicked", "submit_form": "Form Submitted", "focus_form": "Form Started", "change_form": "Form Changed", "site_search": "Products Searched",
         "screen_view": "Screen Viewed", "add_to_cart": "Product Added", "remove_from_cart": "Product Removed"}  # fmt: skip
LIBRARIES = {"py": "snowplow python", "node": "snowplow node", "js": "snowplow js", "rb": "snowplow ruby", "php": "snowplow php", "java": "snowplow java", "golang": "snowplow go"}
EVENTS = 2500


def decode(request: Request) -> Delivery | Refusal:
    """The messages of a request; ``stm`` is the client's clock when it sent them."""
    if request.method == "GET":
        told = request.query
        return Delivery(messages=(_message(told),), key=told.get("aid", ""), sent=_stamp(told.get("stm")), single=True)
    body = read(request.body)
    if isinstance(body, Refusal):
        return body
    events = body.get("data") if isinstance(body, dict) else None
    if not isinstance(events, list) or not events:
        return Refusal(status=400, code="no_batch", message="`data` must be an array of events", detail='{"schema": "iglu:...payload_data...", "data": [{"e": "pv", ...}]}')
    if len(events) > EVENTS:
        return Refusal(status=413, code="too_many", message=f"a request may hold {EVENTS} events; this one holds {len(events)}", detail="split it")
    known = [event for event in events if isinstance(event, dict)]
    key = next((event["aid"] for event in known if isinstance(event.get("aid"), str)), "")
    sent = next((stamp for stamp in (_stamp(event.get("stm")) for event in known) if stamp), None)
    return Delivery(messages=tuple(map(_message, events)), key=key, sent=sent)


def _stamp(told: Any) -> int | None:
    return int(told) if isinstance(told, str) and re.fullmatch(r"\d{1,15}", told) else None


def _json(event: dict, plain: str, coded: str) -> Any:
    """A field that holds JSON, as text or as base64 (with either alphabet, padded or not); None where it does not."""
    told = event.get(plain)
    if isinstance(event.get(coded), str):
        try:
            told = base64.b64decode(event[coded].encode().translate(bytes.maketrans(b"-_", b"+/")) + b"==").decode()
        except ValueError:
            return None
    if not isinstance(told, str):
        return None
    value = read(told.encode("utf-8", "replace"))
    return None if isinstance(value, Refusal) else value


def _within(value: Any) -> tuple[str, Any]:
    """(name in the schema, data) of a self-describing value; those around another are taken off."""
    for _ in range(4):
        if not isinstance(value, dict) or not isinstance(value.get("schema"), str):
            break
        name = value["schema"].removeprefix("iglu:").split("/")
        if isinstance(value.get("data"), dict) and "schema" in value["data"]:
            value = value["data"]
            continue
        return (name[1] if len(name) > 1 else ""), value.get("data")
    return "", None


def _message(event: Any) -> Any:
    """An event as a message: what another field holds already is left out."""
    if not isinstance(event, dict):
        return event
    context = _context(event)
    message = {"messageId": event.get("eid"), "userId": event.get("uid"), "anonymousId": event.get("duid") or event.get("nuid") or event.get("tnuid"),
               "timestamp": _stamp(event.get("ttm")) or _stamp(event.get("dtm")), "context": context}  # fmt: skip
    kind = event.get("e")
    if kind == "pv":
        return {**message, "type": "page", "properties": context["page"]}
    if kind == "pp":
        told = {"scroll_y": event.get("pp_may"), "scroll_x": event.get("pp_max")}
        return {**message, "type": "track", "event": "Page Pinged", "properties": told}
    if kind == "se":
        told = {"category": event.get("se_ca"), "label": event.get("se_la"), "property": event.get("se_pr"), "value": _number(event.get("se_va"))}
        return {**message, "type": "track", "event": event.get("se_ac"), "properties": {name: value for name, value in told.items() if value is not None}}
    if kind in ("tr", "ti"):
        told = {"order_id": event.get("tr_id") or event.get("ti_id"), "total": _number(event.get("tr_tt")), "currency": event.get("tr_cu") or event.get("ti_cu"), "sku": event.get("ti_sk")}
        return {**message, "type": "track", "event": "Order Completed" if kind == "tr" else "Order Item Added", "properties": {name: value for name, value in told.items() if value is not None}}
    if kind == "ue":
        return _described(message, *_within(_json(event, "ue_pr", "ue_px")))
    return {**message, "type": kind}


def _described(message: dict[str, Any], name: str, data: Any) -> dict[str, Any]:
    data = data if isinstance(data, dict) else {} if data is None else {"data": data}
    if name == "identify":
        return {**message, "type": "identify", "traits": data}
    event = NAMES.get(name) or " ".join(part.capitalize() for part in name.split("_"))
    if name == "link_click" and "targetUrl" in data:
        data = {**data, "url": data["targetUrl"]}
    if name.endswith("_form"):  # the values of fields are nobody's business
        data = {field: value for field, value in data.items() if field not in ("value", "elements")}
    return {**message, "type": "track", "event": event, "properties": data}


def _context(event: dict) -> dict[str, Any]:
    page = {"url": event.get("url"), "title": event.get("page"), "referrer": event.get("refr")}
    name, _, version = str(event.get("tv", "")).partition("-")
    told = {
        "page": {field: value for field, value in page.items() if isinstance(value, str) and value},
        "library": {"name": LIBRARIES.get(name, f"snowplow {name[:20]}"), "version": version[:20]},
        "ip": event.get("ip"), "userAgent": event.get("ua"), "locale": event.get("lang"), "timezone": event.get("tz"),
        "session": event.get("sid"),
    }  # fmt: skip
    size = re.fullmatch(r"(\d{1,5})x(\d{1,5})", str(event.get("res", "")))
    if size:
        told["screen"] = {"width": int(size[1]), "height": int(size[2])}
    around = _json(event, "co", "cx")
    entities = around.get("data") if isinstance(around, dict) else None
    found = [_within(entity) for entity in entities[:20]] if isinstance(entities, list) else []
    if found:
        told["entities"] = {name: data for name, data in found if name}
    return told


def _number(told: Any) -> float | None:
    try:
        number = float(told)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < 1e15 else None


def answer(request: Request, delivery: Delivery, outcome: Outcome) -> Response:
    """200 with ``ok``, or the picture; a bad single event gets 400, which ends its client's trying."""
    if delivery.single:
        return PIXEL if not outcome.rejected else Response(status=400, body=PIXEL.body, headers={**PIXEL.headers, "x-winnow": outcome.rejected[0].code})
    rejected = [{"index": drop.index, "messageId": drop.message_id, "code": drop.code, "message": drop.message} for drop in outcome.rejected]
    told = {"success": True, "accepted": outcome.accepted, "repeated": outcome.repeated, "rejected": rejected}
    return Response(status=200, body=encode(told), headers={"content-type": "application/json"})
