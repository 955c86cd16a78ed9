"""Umami's ``/api/send`` and ``/api/batch``: the write key stands for the website's id.

Source: umami, src/app/api/send/route.ts; seen from @umami/node 0.4.0
and its script 3.1 (whose ``vid`` is an id that it keeps). That reads ``cache`` from the
answer and shows it again in ``x-umami-cache``; nothing is sent twice.
"""

from __future__ import annotations

from typing import Any

from tracker.readjson import encode, read
from tracker.wire import Delivery, Outcome, Protocol, Refusal, Request, Response

PROTOCOL = Protocol(says="Umami: its script and its Node client", posts=("/api/send", "/api/batch"), by_domain=True, cookieless=True)


def decode(request: Request) -> Delivery | Refusal:
    """The message of a request, or those of a batch (an array)."""
    body = read(request.body)
    if isinstance(body, Refusal):
        return body
    single = not isinstance(body, list)
    parts = [body] if single else body
    if not parts or len(parts) > 2500:
        return Refusal(status=400, code="no_batch", message="a batch has 1 to 2500 events")
    payloads = [part.get("payload") for part in parts if isinstance(part, dict) and isinstance(part.get("payload"), dict)]
    key = next((told["website"] for told in payloads if isinstance(told.get("website"), str)), "")
    return Delivery(messages=tuple(_message(part, request) for part in parts), key=key, single=single)


def _message(part: Any, request: Request) -> Any:
    payload = part.get("payload") if isinstance(part, dict) else None
    if not isinstance(payload, dict):
        return None
    page = _page(payload)
    context = {"page": page, "ip": payload.get("ip"), "userAgent": payload.get("userAgent") or request.headers.get("user-agent"),
               "locale": payload.get("language"), "library": {"name": "umami"}, **_screen(payload.get("screen"))}  # fmt: skip
    data = payload.get("data") if isinstance(payload.get("data"), dict) else {}
    message = {"context": context, "userId": payload.get("id"), "anonymousId": payload.get("vid"), "timestamp": payload.get("timestamp")}
    if part.get("type") == "identify":
        return {**message, "type": "identify", "userId": payload.get("id") or data.get("id"), "traits": data}
    if part.get("type") == "performance":
        kept = {field: value for field, value in payload.items() if field in ("ttfb", "fcp", "lcp", "cls", "inp")}
        return {**message, "type": "track", "event": "Web Vitals", "properties": kept}
    if payload.get("name"):
        return {**message, "type": "track", "event": payload["name"], "properties": data}
    return {**message, "type": "page", "properties": {**data, **page}}


def _page(payload: dict) -> dict[str, str]:
    url, host = payload.get("url"), payload.get("hostname")
    if isinstance(url, str) and url.startswith("/") and isinstance(host, str) and host:
        url = f"https://{host}{url}"
    told = {"url": url, "title": payload.get("title"), "referrer": payload.get("referrer")}
    return {field: value for field, value in told.items() if isinstance(value, str) and value}


def _screen(told: Any) -> dict[str, Any]:
    width, _, height = told.partition("x") if isinstance(told, str) else ("", "", "")
    return {"screen": {"width": int(width[:6]), "height": int(height[:6])}} if width.isdecimal() and height.isdecimal() else {}


def answer(request: Request, delivery: Delivery, outcome: Outcome) -> Response:
    """The three ids that its script wants; a batch is counted."""
    headers = {"content-type": "application/json"}
    if not delivery.single:
        errors = [{"index": drop.index, "code": drop.code, "message": drop.message} for drop in outcome.rejected]
        told: dict[str, Any] = {"size": len(delivery.messages), "processed": outcome.accepted + outcome.repeated, "errors": len(errors), "details": errors}
        return Response(status=200, body=encode(told), headers=headers)
    if outcome.rejected:
        drop = outcome.rejected[0]
        told = {"success": False, "code": drop.code, "message": drop.message, "detail": "nothing was stored", "error": drop.message}
        return Response(status=400, body=encode(told), headers={**headers, "x-winnow": drop.code})
    visitor = delivery.messages[0].get("anonymousId", "")
    return Response(status=200, body=encode({"cache": visitor, "sessionId": visitor, "visitId": visitor}), headers=headers)
