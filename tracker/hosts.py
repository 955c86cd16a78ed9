"""Host names: read out of any address, cut to what somebody can register, looked up label by label.

Never by substring: "notindeed.com" is not indeed.com, and "google.com.evil.example" is not Google. The door for `publicsuffixlist`.
"""
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TypeVar
from urllib.parse import unquote_plus

from publicsuffixlist import PublicSuffixList

Found = TypeVar("Found")
_LABELS = 12
"""Labels looked at, from the end: the longest real host names have eight, hostile ones a thousand."""


@lru_cache(maxsize=4096)
def host_of(address: str) -> str:
    """The host of a URL (or of a bare "host/path") in lower case, without user, port and last dot; "" where there is none. Total."""
    rest = address[:2000].strip().replace("\\", "/")
    _, scheme, after = rest.partition("://")
    if scheme:
        rest = after
    elif rest.startswith("//"):
        rest = rest[2:]
    elif rest[:1] in ("/", "?", "#", ""):
        return ""
    for end in "/?#":
        rest = rest.partition(end)[0]
    rest = rest.rpartition("@")[2]
    if rest.startswith("["):
        return rest[1:].partition("]")[0].lower()[:253]
    host = rest.partition(":")[0].strip().rstrip(".").lower()
    return host if 0 < len(host) <= 253 and " " not in host else ""


def under(host: str, domains: frozenset[str]) -> str:
    """The domain of the set that this host is, or lies under; "" if none. The longest wins."""
    while host:
        if host in domains:
            return host
        host = host.partition(".")[2]
    return ""


def lookup(host: str, table: Mapping[str, Found]) -> Found | None:
    """What the table says of the host: by its longest known suffix, else by its brand under any public suffix ("indeed.*")."""
    labels = host.split(".")[-_LABELS:]
    for start in range(len(labels)):
        found = table.get(".".join(labels[start:]))
        if found is not None:
            return found
    owned = registrable_domain(host)
    if owned:
        named = labels[:-owned.count(".")] if "." in owned else labels
        for start in range(len(named)):
            found = table.get(".".join(named[start:]) + ".*")
            if found is not None:
                return found
    return None


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """What somebody registered: "shop.foo.co.uk" gives "foo.co.uk"; a public suffix, an address or rubbish gives ""."""
    host = ".".join(host.lower().strip(".").split(".")[-_LABELS:])
    if not host or ":" in host or host.replace(".", "").isdigit():
        return ""
    try:
        return _suffixes().privatesuffix(host) or ""
    except (UnicodeError, ValueError):
        return ""


def brand(host: str) -> str:
    """The first label of the registrable domain: "www.indeed.co.uk" gives "indeed"."""
    return registrable_domain(host).partition(".")[0]


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query string, the first of each name, names in lower case, at most 60. Total."""
    found: dict[str, str] = {}
    for pair in re.split("[&;]", query.partition("#")[0].lstrip("?"), maxsplit=60)[:60]:
        name, _, value = pair.partition("=")
        found.setdefault(unquote_plus(name[:100]).lower(), unquote_plus(value[:600]))
    return found


@cache
def _suffixes() -> PublicSuffixList:
    """The list, parsed when first asked for (40 ms)."""
    return PublicSuffixList()
