"""GoatCounter's ``/count``: a page or an event in the parameters of a picture or a beacon.

Source: goatcounter's count.js and its documentation. Its clients have no key: it may stand in the
path (``data-goatcounter="https://HOST/count/KEY"``), else the site is that of the page they come from.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tracker.wire import PIXEL, Delivery, Outcome, Protocol, Refusal, Request, Response

PROTOCOL = Protocol(says="GoatCounter: its count.js and its picture", posts=("/count", "/count/*"), gets=("/count", "/count/*"), by_domain=True, cookieless=True)


def _host(request: Request) -> str:
    """The host of the page that a request came from."""
    try:
        return urlsplit(request.headers.get("origin") or request.headers.get("referer") or "").hostname or ""
    except ValueError:
        return ""


def decode(request: Request) -> Delivery | Refusal:
    """The one message of a request: ``p`` path, ``t`` title, ``r`` referrer, ``e`` whether an event, ``q`` query, ``s`` screen."""
    told = dict(request.query)
    try:
        told |= dict(parse_qsl(request.body.decode("utf-8", "replace"), max_num_fields=50))
    except ValueError:
        return Refusal(status=400, code="bad_query", message="the body has more than 50 parameters")
    key = request.path.removeprefix("/count").strip("/")
    path, event = told.get("p", ""), told.get("e", "") in ("1", "true")
    host = _host(request)
    page: dict[str, Any] = {"title": told.get("t", ""), "referrer": told.get("r", ""), "search": told.get("q", "")}
    if not event:
        page |= {"path": path.partition("?")[0], "url": f"https://{host}{path}" if host and path.startswith("/") else ""}
    width, _, rest = told.get("s", "").partition(",")
    context: dict[str, Any] = {"page": page, "library": {"name": "goatcounter"}}
    if width.isdecimal() and rest.partition(",")[0].isdecimal():
        context["screen"] = {"width": int(width[:6]), "height": int(rest.partition(",")[0][:6])}
    if told.get("b", "0") not in ("", "0"):  # its own test for automated browsers
        context["signs"] = {"webdriver": True}
    message = {"type": "track", "event": path.strip("/"), "properties": {"title": told.get("t", "")}} if event else {"type": "page", "properties": page}
    return Delivery(messages=({**message, "context": context},), key=key or host, single=True)


def answer(request: Request, delivery: Delivery, outcome: Outcome) -> Response:
    """The picture; its status says whether the message was one."""
    if outcome.rejected:
        return Response(status=400, body=PIXEL.body, headers={**PIXEL.headers, "x-winnow": outcome.rejected[0].code})
    return PIXEL
