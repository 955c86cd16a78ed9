"""Takes a page's address and title apart: host, path, route, kind of request, and the title without the site's name."""
import re
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec

from tracker.fold import fold
from tracker.hosts import brand, host_of, parameters, registrable_domain
from tracker.reading import table
from tracker.reading.languages import language_of
from tracker.reading.traps import MOST, tries
from tracker.words import page_hits

__all__ = ["Address", "Judge", "address_of", "compiled", "host_kind", "is_home", "kind_of", "name_words", "sections_of", "without_name"]

_PATTERN_LIMIT = 300
"""Characters of a path that the owner's regular expressions see."""
_ROUTES = ("route", "page", "p", "view", "controller", "action", "option", "task", "module", "mod", "section", "do")
_HOME = re.compile(r"/?(?:[a-z]{2,3}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|home|default|start|main)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_TITLE_SEPARATORS = re.compile(r"\s+[|–—\-·•»]\s+|\s*[｜]\s*|\s+::\s+|\s*\|\s*")


class Address(NamedTuple):
    """An address in the parts that are asked about."""

    host: str
    path: str
    query: str
    route: str


class Judge(msgspec.Struct, frozen=True, eq=False):
    """What a site's pages are judged by: languages, words of its own name, the owner's patterns. One a site, known by identity."""

    languages: tuple[str, ...]
    names: frozenset[str]
    patterns: tuple[tuple[str, re.Pattern], ...]


def address_of(url: str) -> Address:
    """Host, path, query and hash route. A fragment is a route only where it begins like one (#/ or #!/)."""
    rest, _, fragment = url.partition("#")
    rest, _, query = rest.partition("?")
    path = "/" + rest.partition("://")[2].partition("/")[2] if "://" in rest else rest
    return Address(host_of(url), path or "/", query, fragment.lstrip("!") if fragment.startswith(("/", "!/")) else "")


def is_home(address: Address) -> bool:
    """Whether this is a root page, of the site or of one of its languages."""
    return bool(_HOME.fullmatch(address.path)) and not address.route.strip("/") and not routed(address.query)


def routed(query: str) -> str:
    """The page's name where it stands in the query, as in index.php?route=information/contact; numbers are no names."""
    if "=" not in query:
        return ""
    given = parameters(query)
    return "".join(f"/{given[name]}" for name in _ROUTES if given.get(name, "").strip("0123456789_,"))


def kind_of(address: Address, shown: bool = False) -> dict[str, Any]:
    """What kind of request an address is, by its form. A page that was ``shown`` (it has a title) exists: a site's own /wp-login.php is no probe."""
    facts: dict[str, Any] = {}
    path = unquote(address.path).lower()
    whole = path + "?" + unquote(address.query).lower().replace("+", " ")
    starts, marks = _probes()
    if (not shown and path.lstrip("/").startswith(starts)) or any(mark in whole for mark in marks):
        facts["probe"] = True
    name = path.rpartition("/")[2]
    extension = name.rpartition(".")[2] if "." in name else ""
    if extension in table("pages")["files"]["asset"]:
        facts["asset"] = True
    elif extension in table("pages")["files"]["download"] and path not in ("/robots.txt", "/llms.txt", "/ads.txt", "/security.txt"):
        facts["file"] = name[:120]
    if path == "/robots.txt":
        facts["robots_txt"] = True
    elif "sitemap" in name and extension in ("xml", "gz", "txt"):
        facts["sitemap"] = True
    elif re.search(r"(?:^|/)(?:feed|rss|atom)(?:/|$|\.xml|\.rss)|\.(?:rss|atom)$", path):
        facts["feed"] = True
    return facts


@cache
def _probes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beginnings of paths and marks anywhere that only a probe has."""
    rows = table("pages")["probes"]
    return tuple(rows["starts"]), tuple(rows["marks"])


@lru_cache(maxsize=2048)
def host_kind(host: str) -> str:
    """The kind of host by the labels before the registrable domain ("jobs.acme.co.uk")."""
    labels = host.removesuffix(registrable_domain(host)).strip(".").split(".")
    return next((kind for label in labels for kind, names in table("pages")["hosts"].items() if label in names), "")


def without_name(title: str, names: frozenset[str]) -> str:
    """The title without the part, last or first, that is the site's name. A title that is nothing but the name gives ""."""
    parts = [part for part in _TITLE_SEPARATORS.split(title) if part.strip()]
    if not parts:
        return ""
    for at in (-1, 0):
        if names & set(fold(parts[at]).split()) or names & {fold(parts[at]).replace(" ", "")}:
            del parts[at]
            break
    return " | ".join(parts)


def name_words(domain: str) -> set[str]:
    """The words a site calls itself by, from its domain: "acme-pumps.example" gives acme and acmepumps; not pumps, which is a subject."""
    name = brand(host_of(domain))
    words = fold(name).split()
    return {name.replace("-", ""), words[0]} if words and len(words[0]) > 2 else {name.replace("-", "")} - {""}


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern | None:
    """An owner's regular expression, or None where it is none (start-up reports it).

    One that repeats a choice, "(a+)+", or strings several together, "a*a*a*b", is refused: 40 characters of a visitor's address can stop the server.
    """
    try:
        return re.compile(pattern, re.IGNORECASE) if tries(pattern, _PATTERN_LIMIT) <= MOST else None
    except (re.error, RecursionError, OverflowError, TypeError):
        return None


def sections_of(judge: Judge, url: str, address: Address, title: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Intents of the page, each with the word or pattern that spoke, the owner's first; and the intents of sections it lies below."""
    spoken: dict[str, str] = {}
    for intent, pattern in judge.patterns:
        parts = (address.path, address.route and "#" + address.route, address.route)
        if "\\?" in pattern.pattern and address.query:  # asks for the query, so that `jobs` alone does not match utm_campaign=jobs
            parts += (f"{address.path}?{address.query}",)
        if any(pattern.search(part[:_PATTERN_LIMIT]) for part in parts if part):
            spoken.setdefault(intent, pattern.pattern)
    known = frozenset((language_of(url, title, judge.languages),)) - {""} or frozenset(judge.languages)
    path = address.path + address.route
    for part in (path, routed(address.query), without_name(title, judge.names)):
        for hit in page_hits(part, known) if part else ():
            spoken.setdefault(hit.intent, hit.word)
    for denied in [intent for intent in spoken if intent[0] == "-"]:  # the owner's "-careers" takes the word's careers back
        spoken.pop(denied)
        spoken.pop(denied[1:], None)
    parent = path.rstrip("/").rpartition("/")[0] if spoken else ""
    below = dict.fromkeys(hit.intent for hit in page_hits(parent, known) if hit.intent in spoken) if parent else ()
    return spoken, tuple(below)
