"""What an HTTP request shows of itself: key, true address, plain body; and how a refusal looks."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import ipaddress
import zlib
from functools import lru_cache
from typing import Any

from tracker.model import Site
from tracker.readjson import encode
from tracker.wire import Refusal, Response

GZIP, MEMBERS = b"\x1f\x8b\x08", 2500
HOPS = 10  # of a chain of proxies no more are looked at
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
    """The body, inflated where its first bytes are gzip's: all its members, never more than ``limit`` bytes.

    So many members as a batch may hold events at most: 200,000 empty ones in 4 MB cost seconds to read.
    """
    if body[:2] != GZIP[:2]:
        return body
    if body.count(GZIP) > MEMBERS:
        raise Refused(BAD_GZIP)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as members:
            plain = members.read(limit + 1)
    except (EOFError, OSError, zlib.error):
        raise Refused(BAD_GZIP) from None
    if len(plain) > limit:
        raise Refused(too_large(limit))
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


def address_of(told: str) -> str:
    """An IP address out of what proxies write: `1.2.3.4:80`, `[2001:db8::1]:80`, `::ffff:1.2.3.4`, quoted; "" where it is none."""
    told = told.strip().strip('"')
    if told.startswith("["):
        told = told[1:].partition("]")[0]
    elif told.count(":") == 1:
        told = told.partition(":")[0]
    try:
        found = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def client_address(peer: str, forwarded: str, proxies: str) -> str:
    """The visitor's address: the peer's, unless that is a proxy the owner named; then the last address in
    X-Forwarded-For that is not one. Anybody else's word for it is not believed, and nothing behind rubbish."""
    near, known = address_of(peer) or peer, _proxies(proxies)
    for hop in reversed(forwarded.split(",")[-HOPS:]):
        told = address_of(hop)
        if not told or not address_of(near) or not any(ipaddress.ip_address(near) in network for network in known):
            break
        near = told
    return near


def crowd(address: str) -> str:
    """Whom a rate limit counts as one: an IPv4 address, and the /64 of an IPv6 one, of which every subscriber has 2^64."""
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if ":" in address_of(address) else address


def takes(site: Site, origin: str) -> bool:
    """Whether a site takes events from pages of an origin; programs have none."""
    return not origin or not site.allowed_origins or origin in site.allowed_origins


def cors(headers: dict[str, str], method: str, allowed: bool) -> dict[str, str]:
    """Mirror what a browser of another origin asks for, where a site takes its events; hidden headers would hide back-pressure from it.

    Credentials are for clients that insist on sending some (Snowplow's, beacons). Collecting routes never look at cookies.
    """
    origin = headers.get("origin")
    if not origin:
        return {}
    if not allowed:
        return {"vary": "Origin"}
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
