"""Access logs of Apache, nginx and whoever writes like them: "combined" and "common", also led by the virtual host.

The expression is read once from left to right: every repetition excludes what follows it or is possessive, so a hostile line costs no more
than its length. Whatever stands behind the agent (a forwarded address, a duration) is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from tracker.importers import Drawn, Hit, Ids, Importer, LeftOut, Misfit, Unreadable, each, page, short

IMPORTER = Importer(
    says="access logs of Apache and nginx: combined, common, with or without virtual host",
    example='203.0.113.7 - - [02/Mar/2026:09:14:05 +0100] "GET /pricing HTTP/1.1" 200 5123 "https://www.search.example/" "Mozilla/5.0 (X11)"',
    also=("common", "nginx"),
)
QUOTED = r'"((?:[^"\\]|\\.)*+)"'
LINE = re.compile(r"([^\[]{1,400}) \[([^\]]{10,40})\] " + QUOTED + r" (\d{3}|-)(?: (\d{1,18}|-))?(?: " + QUOTED + " " + QUOTED + ")?(?= |$)")
TIME = re.compile(r"(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})")
MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
PLAIN = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"v": b"\v"}


def read(lines: Iterable[str], domain: str) -> Iterator[dict[str, Any] | Unreadable | LeftOut]:
    """A page message for every request."""
    ids, drawn = Ids("log"), Drawn()
    return each(lines, lambda line: [drawn(page(_hit(line), domain, ids(line)))])


def _hit(line: str) -> Hit:
    found = LINE.match(line)
    if not found:
        raise Misfit('does not read like: address - - [day/Mon/year:h:m:s zone] "request" status bytes "referrer" "agent"')
    before, when, request, status, size, referrer, agent = found.groups()
    address, host = _who(before.split(" "))
    method, target = _request(_unescaped(request))
    return Hit(
        at=_time(when), address=address, host=host, method=method, target=target,
        status=0 if status == "-" else int(status), size=int(size) if size and size != "-" else 0,
        referrer=_unescaped(referrer or "-"), agent=None if agent is None else _unescaped(agent),
    )  # fmt: skip


def _who(words: list[str]) -> tuple[str, str]:
    """Address and virtual host (or ""). A line led by a host has the address second; a user's name may hold spaces."""
    if len(words) < 3:
        raise Misfit(f"begins with {len(words)} words before the time instead of address, identity and user")
    if len(words) > 3 and not _is_address(words[0]) and _is_address(words[1]):
        host, colon, port = words[0].rpartition(":")
        return words[1], host if colon and port.isdigit() else words[0]
    return words[0], ""


def _is_address(word: str) -> bool:
    try:
        return bool(ip_address(word))
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def _time(written: str) -> str:
    """The moment in ISO 8601 UTC."""
    found = TIME.fullmatch(written)
    try:
        day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
        off = timedelta(hours=int(hours), minutes=int(minutes))
        zone = timezone(off if sign == "+" else -off)
        moment = datetime(int(year), MONTHS[month], int(day), int(hour), int(minute), min(int(second), 59), tzinfo=zone)
        return moment.astimezone(UTC).isoformat()
    except (AttributeError, KeyError, ValueError, OverflowError):
        raise Misfit(f"{short(written)} is no time; expected 02/Mar/2026:09:14:05 +0100") from None


def _request(line: str) -> tuple[str, str]:
    """Method and target of a request line. A target may hold raw spaces, the version may be missing (HTTP/0.9)."""
    method, _, rest = line.partition(" ")
    target, _, version = rest.rpartition(" ")
    if not target or not version.startswith("HTTP/"):
        target = rest
    return method, target


def _unescaped(written: str) -> str:
    """What stood there before Apache (\\") or nginx (\\x22) escaped it; bytes that are no UTF-8 become U+FFFD."""
    if "\\" not in written:
        return written
    plain = ESCAPE.sub(lambda found: bytes([int(found[1], 16)]) if found[1] else PLAIN.get(found[2], found[2]), written.encode("utf-8", "replace"))
    return plain.decode("utf-8", "replace")
