"""Who asks, and what they may see: a Bearer key with its scopes, or a browser that is signed in."""

from __future__ import annotations

from typing import Any

from flask import Request, abort, g, jsonify, make_response

from tracker.collector import Collector
from tracker.model import Row, Site
from tracker.request import shown_key

COOKIE = "winnow_session"
ALL = frozenset(("leads:read", "people:read", "rules:write", "admin"))


class Asker(Row):
    """Somebody with a right to ask: the sites they see, what they may do, how to call them."""

    sites: tuple[str, ...]
    scopes: frozenset[str]
    name: str


def problem(status: int, code: str, message: str, detail: str = "") -> Any:
    """Stop with the one error shape of the API."""
    told = {"success": False, "code": code, "message": message, "detail": detail, "error": message}
    response = make_response(jsonify(told), status)
    response.headers["X-Winnow"] = code
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="winnow"'
    abort(response)


def signed_in(collector: Collector, request: Request) -> Asker | None:
    """The user whose browser this is, None where nobody is signed in."""
    secret = request.cookies.get(COOKIE, "")
    address = collector.store.registry.session(secret, collector.now()) if secret else None
    users = collector.store.registry.users() if address else {}
    if address not in users:
        return None
    only = users[address]
    return Asker(sites=(only,) if only else tuple(collector.sites), scopes=ALL, name=address)


def own_page(collector: Collector, request: Request) -> bool:
    """Whether a request comes from a page of this server, as far as the browser tells. Programs tell nothing and pass."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched:
        return fetched in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin in (request.host_url.rstrip("/"), collector.settings["public_url"].rstrip("/"))


def asker(collector: Collector, request: Request, *scopes: str) -> Asker:
    """Who asks; stops with 401 where nobody is known and 403 where they have none of the scopes."""
    shown = shown_key({name.lower(): value for name, value in request.headers.items()}, {})
    if shown is not None:
        key = collector.key(shown)
        if key is None:
            problem(401, "bad_key", "the key is unknown, revoked or malformed", "use a secret key as `Authorization: Bearer sk_...`")
        found = Asker(sites=(key.site,), scopes=key.scopes, name=f"key of {key.site}")
    else:
        found = signed_in(collector, request)
        if found is None:
            problem(401, "no_key", "nobody is signed in and no key was shown", "use a secret key as `Authorization: Bearer sk_...`, or sign in")
        if request.method not in ("GET", "HEAD") and not (request.is_json and own_page(collector, request)):
            problem(403, "foreign_page", "a signed-in browser may change things from our own pages only", "send JSON from this origin, or use a key")
    if not found.scopes & {*scopes, "admin"}:
        problem(403, "bad_scope", f"this key lacks the scope {scopes[0]}", f"make one with: winnow key add --site S --scope {scopes[0]}")
    g.asker = found
    return found


def site_of(collector: Collector, found: Asker, wanted: str | None) -> Site:
    """The site asked about: the asker's own, or ``?site=`` where they may see several."""
    name = wanted or (found.sites[0] if found.sites else "")
    if name not in found.sites or name not in collector.sites:
        problem(404, "no_site", "there is no such site, or it is not yours", "leave `site` out, or name one of yours")
    return collector.sites[name]
