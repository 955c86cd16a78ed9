"""ASGI (FastAPI, Starlette, Quart ...): every call made during a request is about the visitor who made it.

app.add_middleware(WinnowMiddleware, proxies=1)      # FastAPI, Starlette
app = WinnowMiddleware(app)                          # anything else
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from .ambient import NOBODY, Visitor, visitor
from .arrival import COOKIE, arrive
from .log import swallow

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class WinnowMiddleware:
    """Wraps an ASGI application; `proxies` as in `arrive`."""

    def __init__(self, app: App, proxies: int = 0) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        with visitor(*_arrive(scope, self._proxies)):
            await self._app(scope, receive, send)


def _arrive(scope: Scope, proxies: int) -> Visitor:
    try:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        peer = scope.get("client")

        def header(name: str) -> str | None:
            return headers.get(name.lower())

        return arrive(
            header, _cookie(headers.get("cookie", "")), peer[0] if peer else None, _url(scope, headers), proxies
        )
    except Exception as error:
        swallow("reading a request", error)
        return NOBODY


def _cookie(line: str) -> str | None:
    for part in line.split(";"):  # one by one: a single bad cookie of somebody else must not hide ours
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            try:
                return SimpleCookie(f"{name}={value}")[name].value
            except (CookieError, KeyError):
                return None
    return None


def _url(scope: Scope, headers: dict[str, str]) -> str:
    server = scope.get("server") or ("localhost", None)
    host = headers.get("host") or (f"{server[0]}:{server[1]}" if server[1] else str(server[0]))
    scheme = {"ws": "http", "wss": "https"}.get(scope.get("scheme", "http"), scope.get("scheme", "http"))
    raw = scope.get("raw_path") or scope["path"].encode()
    query = scope.get("query_string", b"")
    return f"{scheme}://{host}{raw.decode('latin-1')}" + (f"?{query.decode('latin-1')}" if query else "")
