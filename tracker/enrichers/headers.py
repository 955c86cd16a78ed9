"""Reads what a request's headers and the snippet's own tests say about who is at the other end.

Only where headers were kept: an import without them, or a back end, says nothing about a browser. Old Safari, web views and plain-http
sites send no client hints, so a missing hint is no contradiction; a hint that says something else than the agent is one.
"""
from typing import Any

from tracker.model import Enricher, Event, Site, World
from tracker.reading import headers_of, inner, is_backend, text
from tracker.reading.agents import contradiction

ENRICHER = Enricher(
    says="Contradictions between headers and agent, signs of a human hand, privacy control, method and status.",
    facts={
        "header_contradiction": "the agent and the client hints disagree: brand, mobile, platform, hints_without_blink, hints_missing or automation",
        "no_accept_language": "True when a browser's request came without Accept-Language",
        "webdriver": "True when the page's own script saw navigator.webdriver",
        "human_signs": "how many signs of a human hand the snippet saw (trusted input, scrolling with pauses ...)",
        "gpc": "True when Global Privacy Control was sent",
        "prefetch": "True when the page was fetched before anybody looked at it",
        "method": "HTTP method, if not GET",
        "status": "HTTP status, where a log gives one",
    },
)
_METHODS = frozenset(("HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"))


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the headers, of `context.signs` and of the log line."""
    facts = _log_line(event.properties) | _signs(inner(event.context, "signs"))
    sent = headers_of(event)
    if not sent or is_backend(event):
        return facts
    if sent.get("sec-gpc", "").strip() == "1":
        facts["gpc"] = True
    purpose = (sent.get("sec-purpose") or sent.get("purpose") or sent.get("x-moz") or "").lower()
    if "prefetch" in purpose or "prerender" in purpose or purpose == "preview":
        facts["prefetch"] = True
    from_log = inner(event.context, "library", "name") == "server-log"
    if "accept-language" not in sent and event.agent.startswith("Mozilla/") and not from_log:
        facts["no_accept_language"] = True
    hints = [sent.get(name, "")[:300].lower() for name in ("sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform")]
    if found := contradiction(event.agent[:512], *hints, secure="sec-fetch-mode" in sent and not event.trusted):
        facts["header_contradiction"] = found
    return facts


def _log_line(properties: Any) -> dict[str, Any]:
    """Method and status of a request in a log. Forms and sign-ins have properties of these names too ("password", "mail_sent")."""
    facts: dict[str, Any] = {}
    method = text(inner(properties, "method"), 10).upper()
    if method in _METHODS:
        facts["method"] = method
    status = inner(properties, "status")
    if isinstance(status, (int, float)) and not isinstance(status, bool) and 100 <= status <= 599:
        facts["status"] = int(status)
    return facts


def _signs(signs: Any) -> dict[str, Any]:
    """What the snippet saw: a driven browser, or a hand."""
    facts: dict[str, Any] = {}
    if inner(signs, "webdriver") is True:
        facts["webdriver"] = True
    human = inner(signs, "human")
    if isinstance(human, (int, float)) and 0 < human < 1e9:
        facts["human_signs"] = min(int(human), 1000) or 1
    return facts
