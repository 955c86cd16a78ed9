"""What an HTTP request shows of itself: key, true address, plain body; and how a refusal looks."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import zlib
from functools import lru_cache
from typing import Any

from tracker.readjson import encode
from tracker.wire import Refusal, Response

BAD_GZIP = Refusal(status=400, code="bad_gzip", message="the body begins like gzip but cannot be inflated")


class Refused(Exception):
    """Carries a Refusal out of the reading of a request."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def refuse(refusal: Refusal) -> Response:
    """The answer that says why a request was refused, in the one error shape."""
    told = {"success": False, "code": refusal.code, "message": refusal.message, "detail": refusal.detail, "error": refusal.message}
    headers = {"content-type": "application/json", "x-winnow": refusal.code}
    if refusal.retry_after:
        headers["retry-after"] = str(refusal.retry_after)
    if refusal.status == 401:
        headers["www-authenticate"] = 'Basic realm="winnow", charset="UTF-8"'
    if refusal.status == 405:
        headers["allow"] = "POST, OPTIONS"
    return Response(status=refusal.status, body=encode(told), headers=headers)


def too_large(limit: int) -> Refusal:
    """The refusal of a body beyond ``limit`` bytes."""
    return Refusal(status=413, code="too_large", message=f"the body is larger than {limit} bytes", detail="split the batch")


def inflate(body: bytes, limit: int) -> bytes:
    """The body, inflated where its first bytes are gzip's; never more than ``limit`` bytes are made."""
    if body[:2] != b"\x1f\x8b":
        return body
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, limit + 1)
    except zlib.error:
        raise Refused(BAD_GZIP) from None
    if len(plain) > limit:
        raise Refused(too_large(limit))
    if not inflater.eof:
        raise Refused(BAD_GZIP)
    return plain


def shown_key(headers: dict[str, str], query: dict[str, str]) -> str | None:
    """The key in the headers or the query; None where there is none, "" where it is malformed."""
    told = headers.get("authorization")
    if told is not None:
        scheme, _, rest = told.partition(" ")
        if scheme.lower() == "bearer":
            return rest.strip()
        if scheme.lower() == "basic":
            try:
                return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[0]
            except (binascii.Error, UnicodeDecodeError, ValueError):
                return ""
        return ""
    if "x-write-key" in headers:
        return headers["x-write-key"].partition(":")[0].strip()
    return query.get("writeKey")


@lru_cache(maxsize=8)
def _proxies(told: str) -> tuple[Any, ...]:
    return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in told.split(",") if part.strip())


def client_address(peer: str, forwarded: str, proxies: str) -> str:
    """The visitor's address: the peer's, unless that is a proxy the owner named; then the last
    address in X-Forwarded-For that is not one. Anybody else's word for it is not believed."""
    if not proxies or not forwarded:
        return peer
    known = _proxies(proxies)
    chain = [part.strip() for part in forwarded.split(",")][-10:] + [peer]
    for address in reversed(chain):
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return peer
        if not any(parsed in network for network in known):
            return str(parsed)
    return peer


def cors(headers: dict[str, str], method: str) -> dict[str, str]:
    """Mirror what a browser of another origin asks for; hidden headers would hide back-pressure from it."""
    origin = headers.get("origin")
    if not origin:
        return {}
    told = {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "Retry-After, X-Winnow, X-RateLimit-Reset",
        "vary": "Origin",
    }
    if method == "OPTIONS":
        told["access-control-allow-methods"] = "GET, POST, OPTIONS"
        told["access-control-allow-headers"] = headers.get("access-control-request-headers", "content-type")
        told["access-control-max-age"] = "86400"
    return told
