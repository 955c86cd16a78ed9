"""Jitsu's HTTP API: Segment's messages, one a request, to routes of its own.

Source: seen from @jitsu/js 1.11.0. Its client never sends again, and logs an error for every answer
that is not JSON. A write key is ``key:secret``; the part before the colon is ours.
"""

from __future__ import annotations

from typing import Any

from tracker.readjson import encode, read
from tracker.wire import Delivery, Outcome, Protocol, Refusal, Request, Response

KINDS = ("identify", "track", "page", "screen", "group", "alias")
PROTOCOL = Protocol(
    says="Jitsu: its browser, Node and React clients",
    posts=tuple(f"/api/s/{way}{kind}" for way in ("", "s2s/") for kind in (*KINDS, "event", "batch")),
)


def decode(request: Request) -> Delivery | Refusal:
    """The message of a request, or those of its batch; the key is in a header, else in the body."""
    name = request.path.rstrip("/").rpartition("/")[2]
    body: Any = read(request.body, batch=name == "batch")
    if isinstance(body, Refusal):
        return body
    if not isinstance(body, dict):
        return Refusal(status=400, code="bad_json", message="the body must be a JSON object", detail="{...} with the fields of the message")
    told = body.get("writeKey")
    key = told.partition(":")[0] if isinstance(told, str) else ""
    if name == "batch":
        messages = body.get("batch")
        if not isinstance(messages, list):
            return Refusal(status=400, code="no_batch", message="`batch` must be an array of messages", detail='{"batch": [...]}')
        return Delivery(messages=tuple(messages), key=key, sent=body.get("sentAt"))
    kind = name if name in KINDS else body.get("type")
    return Delivery(messages=({**body, "type": kind},), key=key, sent=body.get("sentAt"), single=True)


def answer(request: Request, delivery: Delivery, outcome: Outcome) -> Response:
    """JSON, always: a bad single event gets 400 in the one error shape."""
    headers = {"content-type": "application/json"}
    if delivery.single and outcome.rejected:
        drop = outcome.rejected[0]
        told = {"success": False, "code": drop.code, "message": drop.message, "detail": "nothing was stored", "error": drop.message}
        return Response(status=400, body=encode(told), headers={**headers, "x-winnow": drop.code})
    rejected = [{"index": drop.index, "messageId": drop.message_id, "code": drop.code, "message": drop.message} for drop in outcome.rejected]
    return Response(status=200, body=encode({"success": True, "ok": True, "accepted": outcome.accepted, "repeated": outcome.repeated, "rejected": rejected}), headers=headers)
