"""The shelf of importers: one file a format, each turns lines of a file into messages as a trusted sender would send them.

A file defines ``IMPORTER`` and ``read(lines, domain)``. ``read`` never raises: a line that cannot be read is an Unreadable, one that is
well-formed but says nothing of a visitor is LeftOut. Reading a file twice gives the same ``messageId`` for the same line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tracker.model import Row

LINE = 65_536
"""Characters of a line that are looked at; a longer one is unreadable. An event may have 32 KB, and percent-encoding at most triples."""
REMEMBERED = 500_000
"""Lines whose repetitions are counted, twice over (about 100 MB). Lines of a log bear a time, so equal ones stand near each other."""


class Importer(Row):
    """A row of the shelf: what is read, a line of it (with the header line, where the format has one), other names of the format."""

    says: str
    example: str
    also: tuple[str, ...] = ()


class Unreadable(Row):
    """A line that does not fit the format: its number, from 1, and why. The line itself is not repeated: it may hold personal data."""

    line: int
    why: str


class LeftOut(Row):
    """A well-formed line that is no visitor's doing, and why it is left out."""

    line: int
    why: str


class Misfit(ValueError):
    """Raised by a parser of one line; becomes an Unreadable."""


class Nothing(Exception):
    """Raised by a parser for a line to leave out; becomes a LeftOut."""


class Ids:
    """Message ids from content: equal lines get equal ids plus their number among their equals, so that a second import changes nothing."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._now: dict[bytes, int] = {}
        self._before: dict[bytes, int] = {}

    def __call__(self, line: str) -> str:
        """The id of the next line with this content."""
        key = hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        number = self._now.get(key) or self._before.get(key, 0)
        self._now[key] = number + 1
        if len(self._now) >= REMEMBERED:
            self._before, self._now = self._now, {}
        return f"{self.prefix}-{key.hex()}-{number}" if number else f"{self.prefix}-{key.hex()}"


def each(lines: Iterable[str], parse: Callable[[str], list[dict[str, Any]]]) -> Iterator[dict[str, Any] | Unreadable | LeftOut]:
    """The messages of every line in order; blank lines are passed over, misfits become values."""
    for number, line in enumerate(lines, 1):
        if len(line) > LINE:
            yield Unreadable(line=number, why=f"longer than {LINE:,} characters; no event is")
            continue
        line = line.strip("\ufeff\r\n\t ") if number == 1 else line.rstrip("\r\n")
        if not line or line.isspace():
            continue
        try:
            yield from parse(line)
        except Misfit as misfit:
            yield Unreadable(line=number, why=str(misfit))
        except Nothing as nothing:
            yield LeftOut(line=number, why=str(nothing))


def short(value: Any, limit: int = 40) -> str:
    """A value as an error may quote it."""
    shown = repr(value)
    return shown if len(shown) <= limit else shown[:limit] + "..."


class Hit(Row):
    """A request as any web server's log tells it; ``agent`` is None where the log has no such field, "" or "-" where the client sent none."""

    at: str
    address: str
    method: str
    target: str
    host: str = ""
    status: int = 0
    size: int = 0
    referrer: str = ""
    agent: str | None = None


METHOD = re.compile(r"[A-Z][A-Z_-]{1,15}")
ASSET = re.compile(r"\.(?:css|js|mjs|map|png|jpe?g|gif|webp|avif|svg|ico|bmp|woff2?|ttf|otf|eot)$", re.IGNORECASE)


class Drawn:
    """Of the styles, pictures, scripts and fonts of a visitor's day only the first is told: it shows that a browser drew the page, and all
    the others show the same (docs/decisions/0004-log-assets.md has the figures)."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}

    def __call__(self, message: dict[str, Any]) -> dict[str, Any]:
        """The message. Raises Nothing for a further asset of the visitor's day."""
        if ASSET.search(message["properties"]["path"][-12:]):
            visitor, day = message["anonymousId"], message["timestamp"][:10]
            if self._last.get(visitor) == day:
                raise Nothing("further styles, pictures and scripts of a visitor's day")
            self._last[visitor] = day
        return message


def page(hit: Hit, domain: str, message: str) -> dict[str, Any]:
    """A request as the page message of a trusted sender. The visitor is address and agent together: a log knows no better.

    What is no HTTP at all (a TLS greeting on the plain port, a closed connection) shows no page and raises Nothing. A log without agents
    calls itself ``server-log-short``, because an agent that was not written down is no agent that was not sent.
    """
    if not METHOD.fullmatch(hit.method) or not hit.target:
        raise Nothing("no HTTP request, as port scans and TLS on a plain port leave them")
    url, path = _address(hit, domain)
    agent = "" if hit.agent in (None, "-") else hit.agent
    referrer = "" if hit.referrer == "-" else hit.referrer
    told = {"method": hit.method if hit.method != "GET" else "", "status": hit.status if hit.status != 200 else 0, "bytes": hit.size}
    return {
        "type": "page", "messageId": message, "timestamp": hit.at,
        "anonymousId": "log-" + hashlib.blake2b(f"{hit.address}\n{agent}".encode("utf-8", "surrogatepass"), digest_size=12).hexdigest(),
        "properties": {"url": url, "path": path, "referrer": referrer} | {name: value for name, value in told.items() if value},
        "context": {
            "ip": hit.address, "userAgent": agent, "headers": {"Referer": referrer} if referrer else {},
            "library": {"name": "server-log-short" if hit.agent is None else "server-log", "version": "1"},
        },
    }  # fmt: skip


def _address(hit: Hit, domain: str) -> tuple[str, str]:
    """URL and path of a request target: a path as usual, a whole address (as to a proxy), ``*`` or what CONNECT asks for."""
    target = hit.target
    if hit.method == "CONNECT" or target == "*":
        target = "/"
    if target.startswith(("http://", "https://")):
        return target, "/" + target.partition("://")[2].partition("/")[2].partition("?")[0]
    target = target if target.startswith("/") else "/" + target
    return f"https://{hit.host or domain}{target}", target.partition("?")[0]
