"""Segment's HTTP Tracking API, spoken natively, with the browser's short forms and the pixel.

Source: the public documentation of the HTTP Tracking API. Content-Type is ignored, as browsers send
text/plain to avoid a preflight; a body is JSON or nothing.
"""

from __future__ import annotations

import base64
from typing import Any

from tracker.model import Drop
from tracker.readjson import encode, read
from tracker.wire import PIXEL, Delivery, Outcome, Protocol, Refusal, Request, Response

SINGLE = {"identify": "identify", "track": "track", "page": "page", "screen": "screen", "group": "group", "alias": "alias",
          "i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias"}  # fmt: skip
BATCH = ("batch", "import", "b")

PROTOCOL = Protocol(
    says="Segment's HTTP Tracking API (native): all its clients, and Winnow's own snippet and SDK",
    posts=tuple(f"/v1/{name}" for name in (*SINGLE, *BATCH)),
    gets=("/v1/pixel.gif",),
)


def _key(body: dict, messages: list, request: Request) -> str:
    """The write key of a body, or of the one key that all its messages name."""
    told = body.get("writeKey")
    if not told and messages and isinstance(messages[0], dict):
        told = messages[0].get("writeKey")
    return told if isinstance(told, str) else ""


def _pixel(request: Request) -> Delivery | Refusal:
    """A message in a GET: ``?data=`` base64 of the JSON, or plain parameters of a page view."""
    query = request.query
    if "data" in query:
        try:
            body = base64.b64decode(query["data"].encode() + b"==", altchars=b"-_")
        except ValueError:
            return Refusal(status=400, code="bad_json", message="`data` is not base64 of a JSON object")
        told = read(body)
        if isinstance(told, Refusal):
            return told
    else:
        told = {"anonymousId": query.get("anonymousId"), "userId": query.get("userId"), "messageId": query.get("messageId"),
                "event": query.get("event"), "properties": {name: query[name] for name in ("url", "title", "referrer") if name in query}}  # fmt: skip
    if not isinstance(told, dict):
        return Refusal(status=400, code="bad_json", message="the message must be a JSON object")
    kind = told.get("type") or query.get("type") or ("track" if told.get("event") else "page")
    told = {name: value for name, value in told.items() if value is not None}
    return Delivery(messages=({**told, "type": kind},), key=_key(told, [], request), single=True)


def decode(request: Request) -> Delivery | Refusal:
    """The messages of a request, in order. A batch may hold unreadable ones (Drops), a single body may not."""
    name = request.path.rpartition("/")[2]
    if name == "pixel.gif":
        return _pixel(request)
    body: Any = read(request.body, batch=name in BATCH)
    if isinstance(body, Refusal):
        return body
    if not isinstance(body, dict):
        return Refusal(status=400, code="bad_json", message="the body must be a JSON object", detail="{...} with the fields of the message")
    if name not in BATCH:
        message = {**body, "type": SINGLE[name]}
        return Delivery(messages=(message,), key=_key(body, [], request), sent=body.get("sentAt"), single=True)
    messages = body.get("batch")
    if not isinstance(messages, list):
        return Refusal(status=400, code="no_batch", message="`batch` must be an array of messages", detail='{"batch": [...]}')
    if len(messages) > 2500:
        return Refusal(status=413, code="too_many", message=f"a batch may hold 2500 messages; this one holds {len(messages)}", detail="split it")
    shared = body.get("context") if isinstance(body.get("context"), dict) else None
    if shared:
        messages = [_with_context(message, shared) for message in messages]
    return Delivery(messages=tuple(messages), key=_key(body, messages, request), sent=body.get("sentAt"))


def _with_context(message: Any, shared: dict) -> Any:
    """A batch may carry one context for all its messages; a message's own fields come first."""
    if not isinstance(message, dict) or not isinstance(message.get("context", {}), dict):
        return message
    return {**message, "context": {**shared, **message.get("context", {})}}


def answer(request: Request, delivery: Delivery, outcome: Outcome) -> Response:
    """What Segment's clients need: exactly 200 with ``success``; 400 for a bad single event."""
    if request.path.endswith(".gif"):
        return PIXEL
    if delivery.single and outcome.rejected:
        drop = outcome.rejected[0]
        told = {"success": False, "code": drop.code, "message": drop.message, "detail": "nothing was stored", "error": drop.message}
        return Response(status=400, body=encode(told), headers={"content-type": "application/json", "x-winnow": drop.code})
    told = {
        "success": True,
        "accepted": outcome.accepted,
        "repeated": outcome.repeated,
        "rejected": [_rejection(drop) for drop in outcome.rejected],
        **({"doubted": [_rejection(drop) for drop in outcome.doubted]} if outcome.doubted else {}),
    }
    said = f"accepted={outcome.accepted} repeated={outcome.repeated} rejected={len(outcome.rejected)}"
    return Response(status=200, body=encode(told), headers={"content-type": "application/json", "x-winnow": said})


def _rejection(drop: Drop) -> dict[str, Any]:
    return {"index": drop.index, "messageId": drop.message_id, "code": drop.code, "message": drop.message}
