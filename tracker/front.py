"""The thin ASGI front: collecting without a thread per request; everything else goes to Flask.

A request's body is read here for both, with a size limit and a deadline, so that slow or endless
senders cost a coroutine and not a thread. Nothing is answered 200 before its commit is synced.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qsl

from tracker import shelf
from tracker.collector import Collector
from tracker.cookieless import Cookieless, from_own_snippet, key_of_domain
from tracker.model import Entry, Sender
from tracker.rates import Rates
from tracker.reading.forms import may_hold_letter
from tracker.request import (
    Refused,
    client_address,
    cors,
    crowd,
    inflate,
    refuse,
    shown_key,
    takes,
    too_large,
)
from tracker.validate import milliseconds
from tracker.wire import Delivery, Key, Outcome, Refusal, Request, Response
from tracker.writer import TryLater

log = logging.getLogger("winnow.front")
PUBLIC_BYTES, TRUSTED_BYTES = 500 * 1024, 4 * 1024 * 1024
WIRE_BYTES = TRUSTED_BYTES + 64 * 1024
OPEN_BYTES = 64 * 1024 * 1024  # bodies (inflated) being held at once, over all connections; what is made of them takes up to seven times as much
INLINE = 20  # messages handled on the event loop; larger batches go to a thread, and what may hold a letter: reading it takes 20 to 80 ms, seconds where the reader hangs
HEALTHY = Response(status=200, body=b'{"ok":true}\n', headers={"content-type": "application/json", "cache-control": "no-store"})
LATER = "come back after the seconds in Retry-After; nothing was stored"
BAD_KEY = Refusal(status=401, code="bad_key", message="the key is unknown, revoked or malformed", detail="use the write key that `winnow site add` printed")
NOT_COLLECT = Refusal(status=401, code="bad_key", message="this key may not collect", detail="add a key with the scope collect or trusted")
BAD_ORIGIN = Refusal(status=403, code="bad_origin", message="the owner of this site does not take events from this origin", detail="add it to allowed_origins in the site's profile")
BAD_QUERY = Refusal(status=400, code="bad_query", message="the address has more than 200 parameters")
SLOW = Refusal(status=408, code="too_slow", message="the request did not arrive in time", detail="send it again in one go")
METHOD = Refusal(status=405, code="bad_method", message="this address takes POST")


class _Gone(Exception):
    """The client hung up; there is nobody to answer."""


class _Held:
    """The bytes that one request holds, counted among all that are open until it is answered."""

    def __init__(self, front: Front) -> None:
        self.front, self.size = front, 0

    def __enter__(self) -> _Held:
        return self

    def __exit__(self, *_: object) -> None:
        self.front.open_bytes -= self.size

    def grow(self, size: int) -> None:
        """Count so many more; raises TryLater where all requests together hold too many."""
        self.size += size
        self.front.open_bytes += size
        if self.front.open_bytes > OPEN_BYTES:
            raise TryLater("too many requests are open")


def routes() -> dict[tuple[str, str], ModuleType]:
    """(method, path) -> protocol, from the protocols' shelf. Two claiming one path is an error at start."""
    found: dict[tuple[str, str], ModuleType] = {}
    for name, module in shelf.load("tracker.receive").items():
        for method, paths in (("POST", module.PROTOCOL.posts), ("GET", module.PROTOCOL.gets)):
            for path in paths:
                if (method, path) in found:
                    raise ValueError(f"tracker/receive/{name}.py claims {method} {path}, which {found[method, path].__name__} has. Change one.")
                found[method, path] = module
    return found


class Front:
    """The ASGI application: ``Front(collector, flask_as_asgi)``."""

    def __init__(self, collector: Collector, rest: Callable[..., Awaitable[None]]) -> None:
        self.collector, self.rest = collector, rest
        self.routes = routes()
        self.prefixes = [(key, module) for key, module in self.routes.items() if key[1].endswith("*")]
        self.open_bytes = 0
        self.settings = collector.settings
        self.rates = Rates(collector.settings["requests_per_minute"])
        self.cookieless = Cookieless(Path(collector.settings["data"]))

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            await self._answer(scope, receive, send)
        except _Gone:
            return

    async def _answer(self, scope: dict, receive: Callable, send: Callable) -> None:
        path, method = scope["path"], scope["method"]
        if path == "/healthz" and method in ("GET", "HEAD"):  # answered here, however busy threads and disk are
            await _send(send, HEALTHY, {})
            return
        protocol = self._protocol(method, path)
        headers = _headers(scope)
        posts = protocol is None and self._protocol("POST", path) is not None
        asks = method == "OPTIONS" and self._protocol("GET", path) is not None  # a preflight: some clients send a header along with their GET
        if protocol is None and not asks and not (posts and method in ("OPTIONS", "GET", "HEAD", "PUT", "DELETE", "PATCH")):
            await self._pass_on(scope, receive, send)
            return
        with _Held(self) as held:
            response = Response(status=204) if method == "OPTIONS" else await self._response(protocol, scope, headers, receive, held)
        mirrored = "origin" in headers and response.headers.get("x-winnow") != BAD_ORIGIN.code and self._mirrors(scope, headers["origin"])
        await _send(send, response, cors(headers, method, mirrored))

    async def _response(self, protocol: ModuleType | None, scope: dict, headers: dict[str, str], receive: Callable, held: _Held) -> Response:
        if protocol is None:
            return refuse(METHOD)
        try:
            body = await self._body(receive, WIRE_BYTES, held)
            return await self._collect(protocol, scope, headers, body, held)
        except Refused as refused:
            return refuse(refused.refusal)
        except TryLater as later:
            return refuse(Refusal(status=503, code="try_later", message=str(later), detail=LATER, retry_after=later.seconds))
        except _Gone:
            raise
        except Exception:
            log.exception("a request to %r failed", scope["path"][:200])
            return refuse(Refusal(status=503, code="failed", message="the server failed; nothing was stored", detail=LATER, retry_after=5))

    def _mirrors(self, scope: dict, origin: str) -> bool:
        """Whether a page of an origin may read answers: where the site of the key in the address takes its events.

        A preflight shows no other key. Without one, any site of this server that takes them is enough: the request
        that follows is refused by its own site.
        """
        key = self.collector.key(dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("writeKey", ""))
        sites = [self.collector.sites[key.site]] if key else self.collector.sites.values()
        return any(takes(site, origin) for site in sites)

    def _protocol(self, method: str, path: str) -> ModuleType | None:
        found = self.routes.get((method, path)) or self.routes.get((method, path.rstrip("/")))
        if found is None and self.prefixes:
            found = next((module for (verb, prefix), module in self.prefixes if verb == method and path.startswith(prefix[:-1])), None)
        return found

    async def _body(self, receive: Callable, limit: int, held: _Held) -> bytes:
        """The whole body, within its limit and deadline."""
        parts = []
        try:
            async with asyncio.timeout(self.settings["request_seconds"]):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _Gone
                    part = message.get("body", b"")
                    held.grow(len(part))
                    if held.size > limit:
                        raise Refused(too_large(limit))
                    parts.append(part)
                    if not message.get("more_body"):
                        return b"".join(parts)
        except TimeoutError:
            raise Refused(SLOW) from None

    async def _collect(self, protocol: ModuleType, scope: dict, headers: dict[str, str], body: bytes, held: _Held) -> Response:
        try:
            query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=200, errors="replace"))
        except ValueError:
            raise Refused(BAD_QUERY) from None
        shown = shown_key(headers, query)
        key = self._key(shown) if shown is not None else None
        limit = PUBLIC_BYTES if key and "trusted" not in key.scopes else TRUSTED_BYTES
        peer = scope["client"][0] if scope.get("client") else ""
        request = Request(
            method=scope["method"], path=scope["path"], query=query, headers=headers, body=inflate(body, limit),
            address=client_address(peer, headers.get("x-forwarded-for", ""), self.settings["trusted_proxies"]),
            received=self.collector.now(),
        )  # fmt: skip
        if len(request.body) > limit:
            raise Refused(too_large(limit))
        if request.body is not body:
            held.grow(len(request.body))
        delivery = protocol.decode(request)
        if isinstance(delivery, Refusal):
            raise Refused(delivery)
        key = key or self._key(delivery.key, by_domain=protocol.PROTOCOL.by_domain)
        if len(request.body) > PUBLIC_BYTES and "trusted" not in key.scopes:
            raise Refused(too_large(PUBLIC_BYTES))
        sender = self._sender(key, request, delivery)
        self._admit(key, request, sender)
        if protocol.PROTOCOL.cookieless or from_own_snippet(delivery):
            delivery = self.cookieless.named(delivery, sender)
        outcome = await self._keep(delivery, sender, len(request.body))
        return protocol.answer(request, delivery, outcome)

    def _admit(self, key: Key, request: Request, sender: Sender) -> None:
        """Refuse pages of origins that the owner has not allowed, and more requests than the owner allows."""
        if not sender.trusted and not takes(sender.site, request.headers.get("origin", "")):
            self.collector.refused(key.site, "bad_origin")
            raise Refused(BAD_ORIGIN)
        seconds = 0 if sender.trusted else self.rates.wait(f"{key.site} {crowd(request.address)}")
        if seconds:
            self.collector.refused(key.site, "too_fast")
            raise Refused(Refusal(status=429, code="too_fast", message="more requests than this server allows", detail=LATER, retry_after=seconds))

    def _key(self, shown: str, by_domain: bool = False) -> Key:
        key = self.collector.key(shown)
        if key is None and by_domain:
            key = key_of_domain(self.collector.sites, self.collector.keys.values(), shown)
        if key is None:
            self.collector.received.labels("bad_key").inc()
            raise Refused(BAD_KEY)
        if not key.scopes & {"collect", "trusted"}:
            raise Refused(NOT_COLLECT)
        return key

    def _sender(self, key: Key, request: Request, delivery: Delivery) -> Sender:
        return Sender(
            site=self.collector.sites[key.site],
            trusted="trusted" in key.scopes,
            address=request.address,
            agent=request.headers.get("user-agent", ""),
            headers=request.headers,
            received=request.received,
            sent=milliseconds(delivery.sent),
        )

    async def _keep(self, delivery: Delivery, sender: Sender, size: int) -> Outcome:
        if len(delivery.messages) > INLINE or any(may_hold_letter(message) for message in delivery.messages):
            results = await asyncio.get_running_loop().run_in_executor(None, self.collector.take, delivery, sender)
        else:
            results = self.collector.take(delivery, sender)
        entries = [result for result in results if isinstance(result, Entry)]
        answers = await self.collector.writer.kept(entries, self.settings["stored_seconds"], size) if entries else []
        return self.collector.outcome(sender.site.name, results, answers)

    async def _pass_on(self, scope: dict, receive: Callable, send: Callable) -> None:
        """Give Flask the request with its body already here."""
        with _Held(self) as held:
            try:
                body = await self._body(receive, 1024 * 1024, held)
            except Refused as refused:
                await _send(send, refuse(refused.refusal), {})
                return
            except TryLater as later:
                await _send(send, refuse(Refusal(status=503, code="try_later", message=str(later), retry_after=later.seconds)), {})
                return
            told = [{"type": "http.request", "body": body, "more_body": False}]

            async def replay() -> dict:
                return told.pop() if told else await receive()

            await self.rest(scope, replay, send)


def _headers(scope: dict) -> dict[str, str]:
    """The headers by name in lower case. Lines of X-Forwarded-For are one list (RFC 9110, 5.3): some proxies add a line of their own."""
    told = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    forwarded = ",".join(value for name, value in told if name == "x-forwarded-for")
    return {**dict(told), **({"x-forwarded-for": forwarded} if forwarded else {})}


async def _send(send: Callable, response: Response, more: dict[str, str]) -> None:
    headers = {**response.headers, **more, "content-length": str(len(response.body)), "x-content-type-options": "nosniff"}
    told = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": told})
    await send({"type": "http.response.body", "body": response.body})
