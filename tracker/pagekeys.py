"""Which page an address means: one key for all spellings of it, the pattern of its siblings, and the expression that finds it again.

A key is a path (/jobs/driver), a hash route (#/company/jobs), or a path with the parameters that name the page (/?page_id=212). "*" is any
one segment or value: an id between slashes always, an end only in a pattern.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote

from tracker.hosts import parameters
from tracker.reading.pages import (
    Judge,
    address_of,
    compiled,
    is_home,
    kind_of,
    sections_of,
)

HOME = "/"
SAFE = "/-._~!$'()+,;:@="
_ID = re.compile(r"\d+|[0-9a-f-]*\d[0-9a-f-]{7,}|[^/]*\d{4,}[^/]*", re.IGNORECASE)
"""A segment that is an id: digits, a hexadecimal or UUID, or a slug that ends in a number ("monteur-239004")."""
_NAMING = frozenset("route page_id p id pid product product_id information_id item item_id article article_id cid cat category category_id view post post_id "
                    "controller action option task module mod section do node".split())  # fmt: skip
"""Parameters that say which page it is, where the path does not (?page_id=212, ?route=product/product&product_id=4)."""


@lru_cache(maxsize=16_384)
def key_of(url: str) -> str | None:
    """The page of an address: path, route or naming parameters, with ids between slashes as "*"; None for what is no page."""
    address = address_of(url)
    if {"probe", "asset", "feed", "file", "robots_txt", "sitemap"} & kind_of(address).keys():
        return None
    if is_home(address) and not (named := _named(address.query)):
        return HOME
    if route := address.route.partition("?")[0].strip("/"):
        return "#/" + _plain(route)
    path = "/" + _plain(address.path.strip("/"))
    return f"{path}?{named}" if (named := _named(address.query)) else path


def _plain(path: str) -> str:
    """A path in one spelling, with every id that is not its end as "*"."""
    parts = [quote(unquote(part), safe=SAFE) for part in path.split("/") if part]
    return "/".join(["*" if _is_id(part) else part for part in parts[:-1]] + parts[-1:])


def _is_id(part: str) -> bool:
    """Whether a segment looks like the id of one thing, not like the name of a section."""
    return len(part) > 100 or bool(_ID.fullmatch(part)) or len(part) >= 10 and part.isalnum() and sum(map(str.isdigit, part)) >= 3


def _named(query: str) -> str:
    """The parameters that name a page, as written; at most the first three."""
    given = parameters(query) if "=" in query else {}
    return "&".join(f"{name}={quote(value[:60], safe='/-._~')}" for name, value in given.items() if name in _NAMING and value)[:120]


def pool_of(key: str) -> str:
    """The pattern of the page and its siblings (/jobs/driver: /jobs/*; ?page_id=2: ?page_id=*); "" for one that stands alone."""
    if "?" in key:
        return key.rpartition("=")[0] + "=*"
    above, _, _ = key.rpartition("/")
    return above + "/*" if above not in ("", "#") else ""


def readable(key: str) -> str:
    """The key as people read it: escapes decoded, but those of characters that a terminal should not see."""
    return "".join(char if char.isprintable() else quote(char) for char in unquote(key))


def pattern_of(path: str) -> str:
    """The anchored regular expression of a page, a hash route or a pattern like /jobs/*. What it repeats cannot overlap with what follows."""
    place, _, query = path.partition("?")
    body = "/".join(_part(part, "[^/]+") for part in place.rstrip("/").split("/"))
    if not query:
        return f"^{body}/?(?:\\?|$)" if place[:1] == "#" else f"^{body}/?$"
    given = [pair.partition("=") for pair in query.split("&")]
    return f"^{body}/?\\?(?:.*&)?" + "&(?:.*&)?".join(f"{re.escape(name)}={_part(value, '[^&]+')}" for name, _, value in given) + "(?:&|$)"


def _part(written: str, any_: str) -> str:
    """A segment or value as browsers escape it or as people write it; "*" is any."""
    plain = unquote(written)
    escaped = quote(plain, safe=SAFE)
    return any_ if written == "*" else re.escape(plain) if plain in (escaped, "#") else f"(?:{re.escape(escaped)}|{re.escape(plain)})"


def works(path: str, kind: str) -> bool:
    """Whether a page like this, read with the pattern in the profile, would be of the kind."""
    pattern = compiled(pattern_of(path))
    url = ("/" + path if path[:1] == "#" else path).replace("*", "x1")
    judge = Judge(languages=(), names=frozenset(), patterns=((kind, pattern),) if pattern else ())
    return pattern is not None and sections_of(judge, url, address_of(url), "")[0].get(kind) == pattern.pattern
