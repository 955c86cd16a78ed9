"""``/openapi.json``: OpenAPI 3.1 of all routes, made from the routes, filters, columns and reasons that are really there.

A Flask route that has no row in ``ROUTES`` is described by its docstring and the shape Free, so that none is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from werkzeug.routing import Rule

from tracker import __version__, shelf
from tracker.addressbook import STATES
from tracker.api.lists import KNOWN
from tracker.api.reports import GATE_ARGUMENTS, reports
from tracker.collector import Collector
from tracker.parcel import ERASED, EVENTS, TEST
from tracker.schemas import CLASS, TEXT, WHOLE, listed, ref, shapes
from tracker.wall.registry import DESKS

FILTERS: dict[str, tuple[dict[str, Any], str]] = {
    "class": (listed(CLASS), "only these classes; several with commas"), "tension": (listed(CLASS), "only those with signs of this class as well"),
    "min_probability": ({"type": "number", "minimum": 0, "maximum": 1}, "of their class, at least"), "min_fit": ({"type": "integer", "minimum": 0, "maximum": 100}, "at least"),
    "min_engagement": ({"type": "integer", "minimum": 0, "maximum": 100}, "at least"), "stage": (listed(TEXT), "only these stages"), "since": (TEXT, "last seen since: ISO 8601 or milliseconds"),
    "seen_page": (TEXT, "has this text in what a sign pointed at: the first page of a day, and the first page, search or word of each sign of a day; not in every page seen"), "q": (TEXT, "text in company, source, country or class; with people:read also in the name and address of those whom sales may reach"),
    "limit": ({"type": "integer", "minimum": 0, "default": 50}, "rows a page; more than 200 gives 200"), "cursor": (TEXT, "next_cursor of the page before"), "as_of": (TEXT, "the list as it was then"),
    "format": ({"type": "string", "enum": ["json", "csv", "xlsx"], "default": "json"}, "csv and xlsx hold the whole list"), "site": (TEXT, "which site, where the key may see several"),
}  # fmt: skip
WHEN = {"as_of": (TEXT, "as it was then: ISO 8601 or milliseconds"), "site": FILTERS["site"]}
TOKEN = {"token": (TEXT, "from the signed link that `winnow access PERSON --link` prints")}
# (method, path) -> summary, shape of the answer, scope, query, shape of the body
ROUTES: dict[tuple[str, str], tuple[str, str, str, dict, str]] = {
    **{("get", f"/v1/{name}"): (says, name.title(), "leads:read", {}, "") for name, says in (
        ("leads", "Who is worth a sales call, best first."), ("review", "Whom a person should look at."), ("excluded", "Who is kept out of outreach, each with the reason."))},
    ("get", "/v1/desks/{desk}"): ("Whom another desk looks after; contact data of who turned to it, with people:read and desk:NAME (or trusted).", "Excluded", "leads:read", {}, ""),
    ("get", "/v1/visitors/{identity}"): ("One visitor, by any id.", "Visitor", "leads:read", WHEN, ""),
    ("get", "/v1/visitors/{identity}/timeline"): ("What they did, newest first.", "Timeline", "leads:read", {"before": (TEXT, "older than this"), "site": FILTERS["site"]}, ""),
    ("get", "/v1/visitors/{identity}/explain"): ("Everything behind the verdict.", "Explanation", "leads:read", WHEN, ""),
    ("post", "/v1/visitors/{identity}/disposition"): ("What sales found out.", "Done", "leads:read", {}, "Disposition"),
    ("post", "/v1/visitors/{identity}/merge"): ("Say that two visitors are one.", "Done", "leads:read", {}, "Regrouping"),
    ("post", "/v1/visitors/{identity}/unmerge"): ("Take a part out of a visitor, or put it back.", "Done", "leads:read", {}, "Regrouping"),
    ("post", "/v1/visitors/{identity}/suppress"): ("Keep somebody out of every outreach.", "Done", "leads:read", {}, "Objection"),
    ("get", "/v1/destinations"): ("Who is told when somebody becomes a lead or leaves the list; no secrets.", "Destinations", "leads:read", {"site": FILTERS["site"]}, ""),
    ("get", "/v1/deliveries"): ("Messages to destinations by sequence number.", "Deliveries", "leads:read", {
        "state": ({"type": "string", "enum": list(STATES)}, "only these; `dead` has failed ten times"), "destination": (TEXT, "only to this one"), "after": (WHOLE, "behind this sequence number: `next_after` of the page before"),
        "limit": ({"type": "integer", "minimum": 1, "maximum": 200, "default": 200}, "rows a page"), "site": FILTERS["site"]}, ""),
    ("post", "/v1/destinations/{name}/test"): ("Send a test that speaks of nobody.", "Tested", "admin", {"site": FILTERS["site"]}, ""),
    ("post", "/v1/destinations/{name}/resend"): ("Send again what is dead (or one delivery, or all behind a sequence number), under the same ids.", "Resent", "admin", {"site": FILTERS["site"]}, "Resend"),
    ("get", "/v1/rules"): ("The site's own rules as TOML, and their history.", "Free", "leads:read", {"site": FILTERS["site"]}, ""),
    **{("post", f"/v1/rules/{name}"): (says, "Done", "rules:write", {"site": FILTERS["site"]}, body) for name, says, body in (
        ("check", "Check a draft of rules; nothing is changed.", "Draft"), ("diff", "Who would move by a draft, and who of them bought; nothing is changed.", "Draft"),
        ("publish", "Put a draft in force as a new version.", "Draft"), ("revert", "Put an earlier version in force again, as a new one.", "Revert"))},
    ("get", "/v1/me"): ("Your own data, verdict and signs in plain words.", "Me", "token", TOKEN, ""),
    ("post", "/v1/me/object"): ("Object to every contact.", "Done", "token", {}, "MyObjection"),
    ("post", "/v1/me/correct"): ("Correct your data, or contest your verdict.", "Done", "token", {}, "MyCorrection"),
    ("get", "/v1/welcome"): ("What to show a visitor, if the owner has switched that on.", "Welcome", "open", {"writeKey": (TEXT, "public key"), "anonymousId": (TEXT, "the visitor's")}, ""),
    ("get", "/healthz"): ("Whether the process lives.", "Health", "open", {}, ""),
    ("get", "/readyz"): ("Whether it can take events, and what waits.", "Readiness", "open", {}, ""),
    ("get", "/metrics"): ("Counters in the text format of Prometheus.", "text/plain", "open", {}, ""),
    ("get", "/openapi.json"): ("This description.", "Free", "open", {}, ""),
    ("get", "/v1/projects/{key}/settings"): ("Settings as Segment's browser client asks for them.", "Free", "open", {}, ""),
    **{("get", path): ("The snippet.", "text/javascript", "open", {}, "") for path in ("/w.js", "/w.core.js", "/w.full.js", "/w/{version}.js", "/p.js", "/analytics.js/v1/{key}/analytics.min.js")},
}  # fmt: skip
SCOPES = {"open": [], "token": [], "admin": [{"bearer": []}, {"session": []}], "write": [{"basic": []}, {"bearer": []}, {"writeKey": []}, {"header": []}], "": [{"bearer": []}, {"session": []}]}
REFUSALS = {"400": "What was asked makes no sense; the message says what does.", "401": "No key, or one that is unknown.", "403": "The key lacks the scope.",
            "404": "There is no such thing, or it is not yours.", "503": "Nothing was done; come back after Retry-After seconds."}  # fmt: skip
COLLECTING = {"400": "Unreadable, or a single event that was rejected; nothing was stored.", "401": "No key, or one that may not collect.", "403": "The site takes no events from this origin.",
              "408": "Too slow.", "413": "Too large.", "429": "Too many requests; Retry-After says when.", "503": "Overload; nothing was stored, Retry-After says when."}  # fmt: skip


def _query(name: str, schema: dict[str, Any], says: str) -> dict[str, Any]:
    told = {"name": name, "in": "query", "required": name in ("token", "writeKey"), "schema": schema, "description": says}
    return {**told, "style": "form", "explode": False} if schema.get("type") == "array" else told


def _in_path(path: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string", **({"enum": list(DESKS)} if name == "desk" else {})}} for name in re.findall(r"{(\w+)}", path)]


def _answer(shape: str) -> dict[str, Any]:
    content = {shape: {"schema": TEXT}} if "/" in shape else {"application/json": {"schema": ref(shape)}}
    return {"description": "The answer.", "content": content}


def _refusals(of: dict[str, str]) -> dict[str, Any]:
    later = {"Retry-After": {"schema": WHOLE, "description": "seconds"}}
    return {status: {"description": says, "content": {"application/json": {"schema": ref("Refusal")}}, **({"headers": later} if status in ("429", "503") else {})} for status, says in of.items()}


def _operation(summary: str, answer: dict[str, Any], parameters: list, scope: str, refusals: dict[str, str], body: str = "", tag: str = "reading") -> dict[str, Any]:
    told: dict[str, Any] = {"summary": summary, "tags": [tag], "parameters": parameters, "responses": {"200": answer, **_refusals(refusals)}, "security": SCOPES.get(scope, SCOPES[""])}
    if ":" in scope or scope == "admin":
        told["description"] = f"Needs the scope `{scope}`."
    if body:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref(body)}}}
    return told


def paths_of(rule: Rule) -> Iterator[str]:
    """The paths of a Flask rule as OpenAPI writes them; an ``any(...)`` gives one for each of its words."""
    choice = re.search(r"<any\(([^)]*)\):\w+>", rule.rule)
    words = [word.strip(" '\"") for word in choice[1].split(",")] if choice else [""]
    for word in words:
        path = rule.rule.replace(choice[0], word) if choice else rule.rule
        yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)


def flask_routes() -> Iterator[tuple[str, str, str]]:
    """(method, path, docstring) of every route of the JSON API."""
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        if view.__module__.startswith("tracker.api."):
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                for path in paths_of(rule):
                    yield method.lower(), path, (view.__doc__ or rule.endpoint.replace("_", " ").replace(".", ": ")).strip().splitlines()[0]


def _described(method: str, path: str, says: str) -> dict[str, Any]:
    summary, shape, scope, query, body = ROUTES.get((method, path), (says, "Free", "leads:read", {"site": FILTERS["site"]}, "Free" if method == "post" else ""))
    if shape in ("Leads", "Review", "Excluded"):
        query = {name: FILTERS.get(name, (listed(TEXT), "only with this; several with commas")) for name in sorted(KNOWN)}
    operation = _operation(summary, _answer(shape), [*_in_path(path), *(_query(name, *told) for name, told in query.items())], scope, REFUSALS, body)
    if shape in ("Leads", "Review", "Excluded"):
        for kind in ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"):
            operation["responses"]["200"]["content"][kind] = {"schema": {"type": "string", "format": "binary"}}
    return operation


def _shelved() -> Iterator[tuple[str, dict[str, Any]]]:
    """A path for each report and audience, from the shelf."""
    for audience, prefix in ((False, "reports"), (True, "audiences")):
        for name, module in reports(audience).items():
            shape = "Funnel" if name == "funnel" else "Audience" if audience else "Report"
            told = {**module.REPORT.arguments, **(GATE_ARGUMENTS if audience else {}), "site": FILTERS["site"][1]}
            parameters = [_query(argument, CLASS if argument == "class" else TEXT if argument in ("site", "form") else WHOLE, says) for argument, says in told.items()]
            yield f"/v1/{prefix}/{name}", {"get": _operation(module.REPORT.says, _answer(shape), parameters, "leads:read", REFUSALS, tag="reports")}


def _collecting() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(path, method, operation) of every protocol's routes; the native one in full."""
    for name, module in shelf.load("tracker.receive").items():
        for method, paths in (("post", module.PROTOCOL.posts), ("get", module.PROTOCOL.gets)):
            for path in paths:
                native = name == "segment"
                many = path.rpartition("/")[2] in ("batch", "import", "b")
                answer = _answer("image/gif") if path.endswith(".gif") else _answer("Collected") if native else {"description": "As that protocol's clients need it."}
                told = _operation(f"Collect {'messages' if many else 'a message'} ({module.PROTOCOL.says}).", answer, [], "write", COLLECTING, tag="collecting" if native else name)
                if native and method == "post":
                    told["requestBody"] = {"required": True, "content": {kind: {"schema": ref("Batch" if many else "Message")} for kind in ("application/json", "text/plain")}}
                if method == "get" and native:
                    told["parameters"] = [_query("data", TEXT, "base64 of the JSON message"), _query("type", TEXT, "page or track"), _query("writeKey", TEXT, "public key")]
                yield path.replace("*", "{rest}"), method, {**told, **({"parameters": _in_path(path.replace("*", "{rest}"))} if "*" in path else {})}


def webhooks() -> dict[str, Any]:
    """What a webhook's receiver is sent, by event."""
    header = {name: {"name": name, "in": "header", "required": True, "schema": TEXT, "description": says} for name, says in (
        ("webhook-id", "stays the same at every try: drop what you had before"), ("webhook-timestamp", "seconds since 1970, of this try"), ("webhook-signature", "Standard Webhooks: v1, then HMAC-SHA256 over id, timestamp and body"))}  # fmt: skip
    answers = {"2XX": {"description": "Taken."}, "410": {"description": "Send nothing more; the destination is paused."}, "default": {"description": "Not taken: tried again, ten times in two days. Retry-After is honoured."}}
    told = {**EVENTS, ERASED: "somebody you were told of has been erased: erase them, too", TEST: "a test that speaks of nobody"}
    return {name: {"post": {"summary": says, "parameters": list(header.values()), "requestBody": {"content": {"application/json": {"schema": ref("News")}}}, "responses": answers}} for name, says in told.items()}


def document() -> dict[str, Any]:
    """The whole description; needs the application's context."""
    paths: dict[str, dict[str, Any]] = {}
    for method, path, says in flask_routes():
        if path not in ("/v1/reports/{name}", "/v1/audiences/{name}"):
            paths.setdefault(path, {})[method] = _described(method, path, says)
    for path, methods in _shelved():
        paths[path] = methods
    for path, method, operation in _collecting():
        paths.setdefault(path, {})[method] = operation
    schemes = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A secret key (sk_...) with the scope that the route names."},
        "basic": {"type": "http", "scheme": "basic", "description": "The key as user name, no password."},
        "writeKey": {"type": "apiKey", "in": "query", "name": "writeKey"}, "header": {"type": "apiKey", "in": "header", "name": "X-Write-Key"},
        "session": {"type": "apiKey", "in": "cookie", "name": "winnow_session", "description": "A browser that is signed in."},
    }  # fmt: skip
    about = {"title": "Winnow", "version": __version__, "description": "Which visitors are worth a sales call, which are not, and why. 2xx: durably stored; 4xx: not stored; 429 and 503: not stored, try again."}
    return {"openapi": "3.1.0", "info": about, "paths": dict(sorted(paths.items())), "webhooks": webhooks(), "components": {"schemas": shapes(), "securitySchemes": schemes}}


def blueprint(collector: Collector) -> Blueprint:
    """The route of the description."""
    api = Blueprint("openapi", __name__)

    @api.get("/openapi.json")
    def described() -> Response:
        """This description."""
        response = jsonify(document())
        response.headers.update({"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"})
        return response

    return api
