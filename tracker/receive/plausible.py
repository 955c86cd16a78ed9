"""Plausible's events API: one event a request, the site named by its domain, no id at all.

Source: plausible/docs, events-api.md; seen from @plausible-analytics/tracker 0.4.6 and plausible-tracker
0.3.9 (whose properties are JSON within JSON). ``data-domain`` may also hold the write key.
"""

from __future__ import annotations

from typing import Any

from tracker.readjson import encode, read
from tracker.wire import Delivery, Outcome, Protocol, Refusal, Request, Response

PROTOCOL = Protocol(says="Plausible: its script and npm packages", posts=("/api/event",), by_domain=True, cookieless=True)
NAMES = {"Outbound Link: Click": "Outbound Link Clicked", "File Download": "File Downloaded", "Form: Submission": "Form Submitted", "404": "Page Not Found",
         "Cloaked Link: Click": "Outbound Link Clicked", "WP Search Queries": "Products Searched"}  # fmt: skip


def decode(request: Request) -> Delivery | Refusal:
    """The one message of a request."""
    body = read(request.body)
    if isinstance(body, Refusal):
        return body
    if not isinstance(body, dict):
        return Refusal(status=400, code="bad_json", message="the body must be a JSON object", detail='{"name": "pageview", "url": "...", "domain": "..."}')
    domain = body.get("d") or body.get("domain")
    domain = domain.split(",")[0].strip() if isinstance(domain, str) else ""
    return Delivery(messages=(_message(body, request),), key=domain, single=True)


def _message(body: dict, request: Request) -> dict[str, Any]:
    name, url, referrer = (body.get(short) or body.get(long) for short, long in (("n", "name"), ("u", "url"), ("r", "referrer")))
    page = {field: value for field, value in (("url", url), ("referrer", referrer)) if isinstance(value, str)}
    forwarded = request.headers.get("x-forwarded-for", "").split(",")[0].strip()
    context = {"page": page, "ip": forwarded, "userAgent": request.headers.get("user-agent", ""), "library": {"name": "plausible", "version": str(body.get("v", ""))}}
    properties = _properties(body)
    if name == "pageview":
        return {"type": "page", "properties": {**properties, **page}, "context": context}
    if name == "engagement":
        spent = body.get("e")
        told = {"seconds": spent // 1000 if isinstance(spent, int) else None, "scroll": body.get("sd")}
        return {"type": "track", "event": "Page Engaged", "properties": {**properties, **told}, "context": context}
    return {"type": "track", "event": NAMES.get(name, name) if isinstance(name, str) else name, "properties": properties, "context": context}


def _properties(body: dict) -> dict[str, Any]:
    """The custom properties (an object, or JSON of one in a string) and the revenue."""
    told = body.get("p") or body.get("props") or body.get("m") or body.get("meta")
    if isinstance(told, str):
        told = read(told.encode("utf-8", "replace"))
    told = told if isinstance(told, dict) else {}
    money = body.get("$") or body.get("revenue")
    money = read(money.encode("utf-8", "replace")) if isinstance(money, str) else money
    if isinstance(money, dict):
        told = {**told, "revenue": money.get("amount"), "currency": money.get("currency")}
    return told


def answer(request: Request, delivery: Delivery, outcome: Outcome) -> Response:
    """202 ``ok`` as Plausible says it; the header tells what was dropped."""
    if outcome.rejected:
        drop = outcome.rejected[0]
        told = {"success": False, "code": drop.code, "message": drop.message, "detail": "nothing was stored", "error": drop.message}
        return Response(status=400, body=encode(told), headers={"content-type": "application/json", "x-winnow": drop.code, "x-plausible-dropped": "1"})
    return Response(status=202, body=b"ok", headers={"content-type": "text/plain; charset=utf-8"})
