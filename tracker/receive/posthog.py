"""PostHog's capture API, old and new, with the stubs that its clients ask for before they send.

Source: PostHog's rust/capture/src/router.rs; seen from posthog 7.91.1 (Python), posthog-node 5.70.0 and
posthog-js 1.449.2 (which gzips without saying so). Anything but exactly 200 is sent again by some.
"""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import parse_qs

from tracker.model import Drop
from tracker.readjson import encode, read
from tracker.wire import Delivery, Outcome, Protocol, Refusal, Request, Response

CAPTURE = ("/batch", "/e", "/i/v0/e", "/capture", "/track", "/engage")
ASKS = ("/flags", "/decide")
RECORDING = ("/s",)
NEW = "/i/v1/analytics/events"
PROTOCOL = Protocol(
    says="PostHog: its Python, Node and browser clients (events and persons; no flags, no recordings)",
    posts=(*CAPTURE, *ASKS, *RECORDING, NEW),
    gets=("/array/*", *ASKS),
)
NAMES = {"$screen": "Screen Viewed", "$autocapture": "Element Clicked", "$pageleave": "Page Left", "$rageclick": "Rage Click", "$web_vitals": "Web Vitals",
         "$exception": "Exception Raised", "$dead_click": "Dead Click", "$copy_autocapture": "Text Copied"}  # fmt: skip
PLUMBING = re.compile(r"^\$(lib|is_server|geoip|python_|os|browser|device|session|window|insert_id|time$|set|raw_user|configured|initial_|sdk|process_person|timezone_offset|screen_|viewport_|lib_)|^(token|distinct_id)$")
ASIDE = {"flags": {}, "featureFlags": {}, "featureFlagPayloads": {}, "errorsWhileComputingFlags": False, "sessionRecording": False, "capturePerformance": False,
         "autocapture_opt_out": False, "surveys": False, "heatmaps": False, "siteApps": [], "supportedCompression": ["gzip", "gzip-js"], "toolbarParams": {}, "isAuthenticated": False,
         "defaultIdentifiedOnly": True, "hasFeatureFlags": False, "config": {"enable_collect_everything": True}, "analytics": {"endpoint": "/i/v0/e/"}}  # fmt: skip


def _body(request: Request) -> Any:
    """The JSON of a body, which may be a form with ``data`` (base64 or plain)."""
    if request.body[:5] != b"data=":
        return read(request.body, batch=True)
    told = parse_qs(request.body.decode("utf-8", "replace")).get("data", [""])[0]
    try:
        return read(told.encode() if told[:1] in "{[" else base64.b64decode(told.encode() + b"=="), batch=True)
    except ValueError:
        return Refusal(status=400, code="bad_json", message="`data` is neither JSON nor base64 of it")


def decode(request: Request) -> Delivery | Refusal:
    """The events of a request as messages; none for the questions about flags and settings."""
    path = request.path.rstrip("/")
    if request.method == "GET":
        key = path.split("/")[2] if path.startswith("/array/") else request.query.get("token", "")
        return Delivery(messages=(), key=key)
    body = _body(request)
    if isinstance(body, Refusal):
        return body
    events = body if isinstance(body, list) else body.get("batch", [body]) if isinstance(body, dict) else None
    if not isinstance(events, list) or not events:
        return Refusal(status=400, code="no_batch", message="there is no event in the body", detail='{"api_key": "...", "batch": [...]}')
    top = body if isinstance(body, dict) else {}
    key = _key(top) or next((found for found in map(_key, events) if found), "") or request.query.get("token", "")
    if path in ASKS or path in RECORDING:
        return Delivery(messages=(), key=key)
    agent = request.headers.get("posthog-sdk-info") or request.headers.get("user-agent", "")
    return Delivery(
        messages=tuple(part for event in events for part in _messages(event, agent)),
        key=key, sent=top.get("sent_at") or request.headers.get("posthog-request-timestamp"),
        hints={event["uuid"]: "" for event in events if isinstance(event, dict) and _plain(event.get("uuid"))} if path == NEW else {},
    )  # fmt: skip


def _key(told: Any) -> str:
    if not isinstance(told, dict):
        return ""
    within = told.get("properties")
    found = told.get("api_key") or told.get("token") or (within.get("token") if isinstance(within, dict) else "")
    return found if isinstance(found, str) else ""


def _messages(event: Any, agent: str) -> list[Any]:
    """An event as the message that it is. One that also sets something of its person becomes two, and
    so does the identify of a server, which joins two ids.

    PostHog has one space of ids, so what a back end sent before under the anonymous id stands as a
    user here; a browser's is told by ``$device_id``.
    """
    if isinstance(event, Drop) or not isinstance(event, dict):
        return [event]
    properties = event.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    message = _message(event, properties, agent)
    before, traits = properties.get("$anon_distinct_id"), _traits(event, properties)
    if message["type"] in ("page", "track") and traits:
        return [message, {**{field: message.get(field) for field in ("userId", "anonymousId", "timestamp", "context")}, "type": "identify", "traits": traits, "messageId": f"{message.get('messageId')}:set"}]
    if event.get("event") == "$identify" and before and not properties.get("$device_id"):
        return [message, {"type": "alias", "userId": message.get("userId"), "previousId": before, "messageId": f"{message.get('messageId')}:alias", "timestamp": message["timestamp"], "context": message["context"]}]
    return [message]


def _ids(event: dict, properties: dict) -> dict[str, Any]:
    """Who: a browser says its device; of a server's ids only those without a person are nobody's."""
    told = event.get("distinct_id") or properties.get("distinct_id")
    device, user = properties.get("$device_id") or properties.get("$anon_distinct_id"), properties.get("$user_id")
    if event.get("event") == "$identify":
        return {"userId": told, "anonymousId": device}
    if user:
        return {"userId": user, "anonymousId": device}
    if device:
        return {"anonymousId": device, "userId": told if told != device else None}
    return {"anonymousId" if properties.get("$process_person_profile") is False else "userId": told}


def _context(properties: dict, agent: str) -> dict[str, Any]:
    name, _, version = agent.partition("/")
    page = {"url": properties.get("$current_url"), "path": properties.get("$pathname"), "title": properties.get("title") or properties.get("$title"),
            "referrer": properties.get("$referrer") if properties.get("$referrer") != "$direct" else None}  # fmt: skip
    campaign = {field[4:].replace("campaign", "name"): value for field, value in properties.items() if field.startswith("utm_") and value}
    return {
        "library": {"name": properties.get("$lib") or name[:60], "version": properties.get("$lib_version") or version[:20]},
        "page": {field: value for field, value in page.items() if value},
        "ip": properties.get("$ip"), "userAgent": properties.get("$raw_user_agent"), "timezone": properties.get("$timezone"), "locale": properties.get("$browser_language"),
        **({"campaign": campaign} if campaign else {}),
        **({"screen": {"width": properties["$screen_width"], "height": properties.get("$screen_height")}} if "$screen_width" in properties else {}),
    }  # fmt: skip


def _traits(event: dict, properties: dict) -> dict[str, Any]:
    """What an event says of its person. The browser's client notes where a visit began in ``$set_once``
    of a page view; that stands in the event itself."""
    once, always = (_dict(event.get(name) or properties.get(name)) for name in ("$set_once", "$set"))
    if event.get("event") != "$identify" and any(field.startswith("$initial_") for field in once):
        once = {}
    return {field: value for field, value in {**once, **always}.items() if not field.startswith("$") and value is not None}


def _message(event: dict, properties: dict, agent: str) -> dict[str, Any]:
    name, context = event.get("event"), _context(properties, agent)
    when = event.get("timestamp") or properties.get("$time") or properties.get("time")
    message = {"messageId": event.get("uuid") or properties.get("$insert_id"), "timestamp": when, "context": context, **_ids(event, properties)}
    kept = {field: value for field, value in properties.items() if not PLUMBING.match(field)}
    if name in ("$identify", "$set") or (name is None and "$set" in event):
        return {**message, "type": "identify", "traits": _traits(event, properties)}
    if name == "$groupidentify":
        return {**message, "type": "group", "groupId": properties.get("$group_key"), "traits": _dict(properties.get("$group_set"))}
    if name in ("$create_alias", "$merge_dangerously"):
        return {**message, "type": "alias", "previousId": properties.get("alias")}
    if name == "$pageview":
        return {**message, "type": "page", "properties": {**context["page"], **{field: value for field, value in kept.items() if field[:1] != "$"}}}
    return {**message, "type": "track", "event": NAMES.get(name, name) if isinstance(name, str) else name, "properties": kept}


def _plain(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200 and value.isascii()


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def answer(request: Request, delivery: Delivery, outcome: Outcome) -> Response:
    """Exactly 200: a status, the result of each event by its uuid, or settings that switch all else off."""
    path, headers = request.path.rstrip("/"), {"content-type": "application/json"}
    if path.endswith(".js"):
        return Response(status=200, body=b"", headers={"content-type": "text/javascript"})
    if request.method == "GET" or path in ASKS:
        return Response(status=200, body=encode(ASIDE), headers=headers)
    if path != NEW:
        return Response(status=200, body=encode({"status": 1, "accepted": outcome.accepted, "rejected": len(outcome.rejected)}), headers=headers)
    results = {name: {"result": "ok"} for name in delivery.hints}
    for drop in outcome.rejected:
        told = delivery.messages[drop.index]
        name = told.get("messageId") if isinstance(told, dict) else None
        if isinstance(name, str) and name in results:
            results[name] = {"result": "drop", "details": drop.message}
    return Response(status=200, body=encode({"results": results}), headers=headers)
