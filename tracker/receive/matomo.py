"""Matomo's HTTP tracking API: one request a message, in the query or the body, or many as JSON.

Source: matomo-org/developer-documentation, tracking-api.md; seen from matomo-tracker 2.2.4 and
matomo.js 5. ``idsite`` is the write key or the site's domain; ``token_auth`` a secret key, which alone
may say address, agent and an older time (``cip``, ``ua``, ``cdt``), as in Matomo.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from tracker.model import Drop
from tracker.readjson import encode, read
from tracker.wire import PIXEL, Delivery, Outcome, Protocol, Refusal, Request, Response

PATHS = ("/matomo.php", "/piwik.php", "/js/tracker.php")
PROTOCOL = Protocol(says="Matomo: matomo.js, its Node and other clients, its bulk requests", posts=PATHS, gets=PATHS, by_domain=True, cookieless=True)
BULK = 2500
ITEM = ("sku", "name", "category", "price", "quantity")
OTHER_SITE = Drop(code="bad_value", message="a bulk request serves one site; this one names another `idsite`")
BAD_REQUEST = Drop(code="not_an_object", message="a request in `requests` must be a query string")


def _fields(told: str) -> dict[str, str]:
    return dict(parse_qsl(told.lstrip("?"), keep_blank_values=True, max_num_fields=300, errors="replace"))


def decode(request: Request) -> Delivery | Refusal:
    """The messages of a request: parameters of query and body, or ``requests`` of a JSON body."""
    body = request.body.strip()
    if body[:1] in (b"{", b"["):
        return _bulk(request, body)
    try:
        told = {**request.query, **(_fields(body.decode("utf-8", "replace")) if body else {})}
    except ValueError:
        return Refusal(status=400, code="bad_query", message="the body has more than 300 parameters")
    key = told.get("token_auth") or told.get("idsite", "")
    return Delivery(messages=tuple(_messages(told, request)), key=key, single=True, hints={"picture": told.get("send_image", "1")})


def _bulk(request: Request, body: bytes) -> Delivery | Refusal:
    told = read(body)
    if isinstance(told, Refusal):
        return told
    parts = told.get("requests") if isinstance(told, dict) else told
    if not isinstance(parts, list) or not parts:
        return Refusal(status=400, code="no_batch", message="`requests` must be an array of query strings", detail='{"requests": ["?idsite=...&rec=1&url=..."]}')
    if len(parts) > BULK:
        return Refusal(status=413, code="too_many", message=f"a bulk request may hold {BULK} requests; this one holds {len(parts)}", detail="split it")
    messages, site = [], ""
    for part in parts:
        try:
            fields = _fields(part) if isinstance(part, str) else {str(name): str(value) for name, value in part.items()}
        except (ValueError, AttributeError):
            messages.append(BAD_REQUEST)
            continue
        site = site or fields.get("idsite", "")
        messages += _messages(fields, request) if fields.get("idsite", site) == site else [OTHER_SITE]
    token = told.get("token_auth") if isinstance(told, dict) else ""
    token = token or request.query.get("token_auth")
    return Delivery(messages=tuple(messages), key=token if isinstance(token, str) and token else site, hints={"requests": str(len(parts))})


def _messages(told: dict[str, str], request: Request) -> list[Any]:
    """One request as its message; a look at a product says so beside the page view."""
    shared = {"userId": told.get("uid"), "anonymousId": told.get("_id") or told.get("cid"), "timestamp": _when(told.get("cdt")), "context": _context(told, request)}
    product = {field: value for field, value in (("sku", told.get("_pks")), ("name", told.get("_pkn")), ("category", told.get("_pkc")), ("price", _number(told.get("_pkp")))) if value}
    said = _track(told)
    if said is None:
        page = {field: told[name] for field, name in (("url", "url"), ("title", "action_name"), ("referrer", "urlref")) if told.get(name)}
        messages = [{**shared, "type": "page", "properties": {**_custom(told), **page}}]
    else:
        messages = [{**shared, "type": "track", "event": said[0], "properties": {**_custom(told), **{field: value for field, value in said[1].items() if value not in (None, "")}}}]
    if product.get("sku") or product.get("name"):
        messages.append({**shared, "type": "track", "event": "Product Viewed", "properties": product})
    return messages


def _track(told: dict[str, str]) -> tuple[str, dict[str, Any]] | None:
    """(name, properties) of what is no page view; None for a page view."""
    if told.get("e_c") and told.get("e_a"):
        return told["e_a"][:200], {"category": told["e_c"], "label": told.get("e_n"), "value": _number(told.get("e_v"))}
    if told.get("idgoal") == "0":
        return _order(told)
    if told.get("idgoal"):
        return "Goal Completed", {"goal": told["idgoal"], "revenue": _number(told.get("revenue"))}
    if told.get("download"):
        return "File Downloaded", {"url": told["download"]}
    if told.get("link"):
        return "Outbound Link Clicked", {"url": told["link"]}
    if told.get("search"):
        return "Products Searched", {"query": told["search"], "category": told.get("search_cat"), "results": _number(told.get("search_count"))}
    if told.get("c_n"):
        return "Content Interacted" if told.get("c_i") else "Content Viewed", {"name": told["c_n"], "piece": told.get("c_p"), "target": told.get("c_t"), "interaction": told.get("c_i")}
    if told.get("ping") == "1":
        return "Page Pinged", {}
    return None


def _order(told: dict[str, str]) -> tuple[str, dict[str, Any]]:
    items = read(told.get("ec_items", "[]").encode("utf-8", "replace"))
    products = [dict(zip(ITEM, item)) for item in items if isinstance(item, list)] if isinstance(items, list) else []
    told_of = {"order_id": told.get("ec_id"), "total": _number(told.get("revenue")), "subtotal": _number(told.get("ec_st")), "tax": _number(told.get("ec_tx")),
               "shipping": _number(told.get("ec_sh")), "discount": _number(told.get("ec_dt")), "products": products}  # fmt: skip
    return "Order Completed" if told.get("ec_id") else "Cart Updated", told_of


def _context(told: dict[str, str], request: Request) -> dict[str, Any]:
    page = {field: told[name] for field, name in (("url", "url"), ("title", "action_name"), ("referrer", "urlref")) if told.get(name)}
    headers = {"accept-language": told["lang"]} if told.get("lang") else {}
    campaign = {field: told[name] for field, name in (("name", "_rcn"), ("term", "_rck")) if told.get(name)}
    size = re.fullmatch(r"(\d{1,5})x(\d{1,5})", told.get("res", ""))
    return {
        "page": page, "ip": told.get("cip"), "userAgent": told.get("ua"), "headers": headers, "library": {"name": "matomo"},
        **({"campaign": campaign} if campaign else {}),
        **({"screen": {"width": int(size[1]), "height": int(size[2])}} if size else {}),
    }  # fmt: skip


def _custom(told: dict[str, str]) -> dict[str, Any]:
    """Custom dimensions, and custom variables by their names."""
    found: dict[str, Any] = {name: value for name, value in told.items() if re.fullmatch(r"dimension\d{1,4}", name)}
    for field in ("cvar", "_cvar"):
        variables = read(told[field].encode("utf-8", "replace")) if told.get(field) else {}
        for pair in variables.values() if isinstance(variables, dict) else ():
            if isinstance(pair, list) and len(pair) == 2:
                found[str(pair[0])] = pair[1]
    return found


def _number(told: str | None) -> float | None:
    try:
        number = float(told or "")
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None


def _when(told: str | None) -> Any:
    """``cdt``: seconds since 1970, or ``2026-01-31 23:59:59`` in UTC."""
    if not told:
        return None
    if re.fullmatch(r"\d{1,11}", told):
        return int(told)
    try:
        return datetime.fromisoformat(told).replace(tzinfo=UTC).isoformat()
    except ValueError:
        return told


def answer(request: Request, delivery: Delivery, outcome: Outcome) -> Response:
    """The picture, nothing where none is wanted, or the count of a bulk request."""
    if not delivery.single:
        invalid = len({drop.index for drop in outcome.rejected})
        told = {"status": "success", "tracked": max(0, int(delivery.hints["requests"]) - invalid), "invalid": invalid}
        return Response(status=200, body=encode(told), headers={"content-type": "application/json"})
    if outcome.rejected:
        drop = outcome.rejected[0]
        told = {"success": False, "code": drop.code, "message": drop.message, "detail": "nothing was stored", "error": drop.message}
        return Response(status=400, body=encode(told), headers={"content-type": "application/json", "x-winnow": drop.code})
    return Response(status=204) if delivery.hints["picture"] == "0" else PIXEL
