"""What a web request tells about its visitor; shared by the Flask, Django and ASGI middlewares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from .ambient import Visitor

COOKIE = "wn_id"  # the snippet's first-party cookie, where the site allows one
HEADER = "X-Winnow-Id"  # what a page's own fetch() sends along instead
KEPT_HEADERS = ("Accept-Language", "Referer", "Sec-GPC")
LONGEST_ID = 100  # characters; Segment's limit, and nobody's honest id is longer
LONGEST_TEXT = 2048  # characters of an address or agent; a 1 MB header must not cost the whole message


def arrive(
    header: Callable[[str], str | None], cookie: str | None, peer: str | None, url: str, proxies: int = 0
) -> Visitor:
    """The visitor behind a request: the snippet's id, address, agent, page and referrer.

    `proxies` is how many reverse proxies of your own stand in front. With 0, X-Forwarded-For is not believed:
    anybody can send one.
    """
    found: dict[str, Any] = {"page": _page(url, header("Referer"))}
    address = client_address(peer, header("X-Forwarded-For"), proxies)
    if address:
        found["ip"] = address
    if agent := header("User-Agent"):
        found["userAgent"] = agent[:LONGEST_TEXT]
    kept = {name: value[:LONGEST_TEXT] for name in KEPT_HEADERS if (value := header(name))}
    if kept:
        found["headers"] = kept
    return Visitor(snippet_id(cookie) or snippet_id(header(HEADER)), None, found)


def client_address(peer: str | None, forwarded: str | None, proxies: int) -> str | None:
    """The visitor's address: the one that the outermost of our own proxies saw.

    >>> client_address("10.0.0.2", "6.6.6.6, 203.0.113.9", proxies=1)   # 6.6.6.6 is the visitor's own claim
    '203.0.113.9'
    """
    hops = [hop.strip() for hop in (forwarded or "").split(",") if hop.strip()]
    if proxies <= 0 or not hops:
        return peer
    return hops[-proxies] if len(hops) >= proxies else hops[0]


def snippet_id(value: str | None) -> str | None:
    """The id if it can be one; a visitor may send anything."""
    text = unquote(value or "").strip()
    return text if 0 < len(text) <= LONGEST_ID and text.isprintable() else None


def _page(url: str, referrer: str | None) -> dict[str, str]:
    page = {"url": url[:LONGEST_TEXT], "path": (urlsplit(url).path or "/")[:LONGEST_TEXT]}
    if referrer:
        page["referrer"] = referrer[:LONGEST_TEXT]
    return page
