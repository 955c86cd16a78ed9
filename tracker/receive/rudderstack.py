"""RudderStack's gateway beside Segment's routes: source settings, beacon and pixel.

Its clients send the same messages to the same ``/v1/*`` (that is segment.py); what is its own is here.
Source: rudder-server, gateway/handle_lifecycle.go; seen from rudder-sdk-python 2.1.9, rudder-sdk-node
3.0.13 and analytics-js 3.34.1.
"""

from __future__ import annotations

from typing import Any

from tracker.readjson import encode, read
from tracker.wire import PIXEL, Delivery, Outcome, Protocol, Refusal, Request, Response

PROTOCOL = Protocol(
    says="RudderStack: all its clients (they also use Segment's routes)",
    posts=("/beacon/v1/batch",),
    gets=("/sourceConfig", "/pixel/v1/track", "/pixel/v1/page"),
)
FIELDS = ("anonymousId", "userId", "messageId", "originalTimestamp", "sentAt", "event", "name")


def _pixel(request: Request) -> Delivery:
    """A message in a GET, its fields as parameters, those within by their dotted names."""
    query = request.query
    message: dict[str, Any] = {name: query[name] for name in FIELDS if query.get(name)}
    kind = request.path.rstrip("/").rpartition("/")[2]
    properties = {name.partition(".")[2]: value for name, value in query.items() if name.startswith("properties.")}
    told = {name: query[name] for name in ("url", "title", "referrer") if name in query}
    return Delivery(messages=({**message, "type": kind, "properties": {**told, **properties}},), single=True)


def decode(request: Request) -> Delivery | Refusal:
    """The messages of a beacon or pixel; none for the question about the source's settings."""
    if request.method == "GET":
        return _pixel(request) if request.path.startswith("/pixel/") else Delivery(messages=())
    body = read(request.body, batch=True)
    if isinstance(body, Refusal):
        return body
    messages = body.get("batch") if isinstance(body, dict) else None
    if not isinstance(messages, list):
        return Refusal(status=400, code="no_batch", message="`batch` must be an array of messages", detail='{"batch": [...]}')
    return Delivery(messages=tuple(messages), sent=body.get("sentAt"))


def answer(request: Request, delivery: Delivery, outcome: Outcome) -> Response:
    """The pixel, the settings of a source without other destinations, or what became of a batch."""
    if request.path.startswith("/pixel/"):
        return PIXEL
    if request.method == "GET":
        source = {"id": "winnow", "name": "winnow", "writeKey": "", "enabled": True, "connections": [], "destinations": [], "workspaceId": "winnow",
                  "config": {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}}, "dataplanes": {}}  # fmt: skip
        return Response(status=200, body=encode({"source": source}), headers={"content-type": "application/json", "cache-control": "max-age=3600"})
    rejected = [{"index": drop.index, "messageId": drop.message_id, "code": drop.code, "message": drop.message} for drop in outcome.rejected]
    told = {"success": True, "accepted": outcome.accepted, "repeated": outcome.repeated, "rejected": rejected}
    return Response(status=200, body=encode(told), headers={"content-type": "application/json"})
