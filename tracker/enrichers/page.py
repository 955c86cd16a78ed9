"""Tells what a page is about, and what kind of request this is: page, home page, download, asset, feed or a probe for holes.

The owner's own patterns speak first, then the words of address and title. The site's name is cut off the title ("... | Acme Jobs" is no
page about jobs), and the title of the home page says nothing: it names everything the firm does.
"""
import re
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from tracker.enrichers import inner, per_site, table, text
from tracker.enrichers.campaign import parameters
from tracker.enrichers.language import _of_page as language_of
from tracker.fold import fold
from tracker.hosts import brand, host_of, registrable_domain
from tracker.model import Enricher, Event, Site, World
from tracker.words import page_hits

ENRICHER = Enricher(
    says="What the page is about and what kind of request it is.",
    facts={
        "sections": "intents of the page (careers, pricing, docs ...), the owner's first",
        "below": "intents of the sections that this page lies below: /careers/engineer is below careers, /careers is not",
        "section_words": "for each intent the word that spoke, or the owner's pattern",
        "host_kind": "careers, app, portal, docs, help, support, status, shop, checkout, blog, learn ... by a label of the host",
        "home": "True for the site's root page, in any language",
        "hash_route": "the route after #, where the page is one of a single-page application",
        "probe": "True when the address is one that only somebody looking for holes asks for",
        "asset": "True for a style sheet, script, picture or font in a log",
        "file": "name of the document that was fetched",
        "robots_txt": "True for /robots.txt",
        "sitemap": "True for a site map",
        "feed": "True for an RSS or Atom feed",
    },
)
LIMIT = 600
"""Characters of an address and of a title looked at; the owner's regular expressions see 300."""
_ROUTES = ("route", "page", "p", "view", "controller", "action", "option", "task", "module", "mod", "section", "do")
_HOME = re.compile(r"/?(?:[a-z]{2,3}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|home|default|start|main)(?:\.\w{2,5})?/?)?", re.I)
_TITLE_SEPARATORS = re.compile(r"\s+[|–—\-·•»]\s+|\s*[｜]\s*|\s+::\s+|\s*\|\s*")


class _Address(NamedTuple):
    """An address in the parts that are asked about."""

    host: str
    path: str
    query: str
    route: str


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the page; for a track event those of the page it happened on."""
    facts: dict[str, Any] = {}
    page = event.page
    if page.url or page.path:
        pages = _of_site(site)
        facts = dict(pages(page.url[:LIMIT] or (page.path + page.search)[:LIMIT], page.title[:LIMIT] if event.kind != "track" else ""))
    if "file" in event.name.lower() or "download" in event.name.lower():
        named = text(inner(event.properties, "file") or inner(event.properties, "filename") or inner(event.properties, "file_name"), 120)
        facts |= {"file": named.rpartition("/")[2]} if named else {}
    return facts


@per_site
def _of_site(site: Site) -> Any:
    """A cached reader of addresses and titles for this site."""
    names = frozenset(word for domain in (site.domain, *site.own_domains) for word in _name_words(domain))
    patterns = [(intent, pattern) for intent, row in site.sections.items() for written in row if (pattern := _compiled(written))]

    @lru_cache(maxsize=4096)
    def pages(url: str, title: str) -> dict[str, Any]:
        """Facts of one address and title."""
        return _facts(url, title, site.languages, names, patterns)

    return pages


def _facts(url: str, title: str, languages: tuple[str, ...], names: frozenset[str], patterns: list) -> dict[str, Any]:
    """All facts, those that do not hold left out."""
    address = _address(url)
    facts = _kind(address)
    home = bool(_HOME.fullmatch(address.path)) and not address.route.strip("/") and not _routed(address.query)
    if kind := _host_kind(address.host):
        facts["host_kind"] = kind
    if address.route:
        facts["hash_route"] = address.route
    if home:
        facts["home"] = True
    spoken: dict[str, str] = {}
    for intent, pattern in patterns:
        if any(pattern.search(part[:300]) for part in (address.path, address.route and "#" + address.route, address.route) if part):
            spoken.setdefault(intent, pattern.pattern)
    known = frozenset((language_of(url, title, languages),)) - {""} or frozenset(languages)
    shown = (address.path + address.route, _routed(address.query), "" if home else without_name(title, names))
    if not (facts.get("probe") or facts.get("asset")):
        for part in shown:
            for hit in page_hits(part, known) if part else ():
                spoken.setdefault(hit.intent, hit.word)
    if spoken:
        facts |= {"sections": tuple(spoken), "section_words": spoken}
    if below := _below(shown[0], known, spoken):
        facts["below"] = below
    return facts


def _below(path: str, languages: frozenset[str], spoken: dict[str, str]) -> tuple[str, ...]:
    """Intents that the path without its last segment already shows, by the words that spoke for the page."""
    parent = path.rstrip("/").rpartition("/")[0]
    if not spoken or not parent:
        return ()
    return tuple(dict.fromkeys(hit.intent for hit in page_hits(parent, languages) if hit.intent in spoken))


def _address(url: str) -> _Address:
    """Host, path, query and hash route. A fragment is a route only where it begins like one (#/ or #!/)."""
    rest, _, fragment = url.partition("#")
    rest, _, query = rest.partition("?")
    path = "/" + rest.partition("://")[2].partition("/")[2] if "://" in rest else rest
    return _Address(host_of(url), path or "/", query, fragment.lstrip("!") if fragment.startswith(("/", "!/")) else "")


def _routed(query: str) -> str:
    """The page's name where it stands in the query, as in index.php?route=information/contact; numbers are no names."""
    if "=" not in query:
        return ""
    given = parameters(query)
    return "".join(f"/{given[name]}" for name in _ROUTES if given.get(name, "").strip("0123456789_,"))


def _kind(address: _Address) -> dict[str, Any]:
    """What kind of request an address is, by its form."""
    facts: dict[str, Any] = {}
    path = unquote(address.path).lower()
    whole = path + "?" + unquote(address.query).lower().replace("+", " ")
    starts, marks = _probes()
    if path.lstrip("/").startswith(starts) or any(mark in whole for mark in marks):
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
def _host_kind(host: str) -> str:
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


def _name_words(domain: str) -> set[str]:
    """The words that a site calls itself by, from its domain: "acme-pumps.example" gives acme, and acmepumps; not pumps, which is a subject."""
    name = brand(host_of(domain))
    words = fold(name).split()
    return {name.replace("-", ""), words[0]} if words and len(words[0]) > 2 else {name.replace("-", "")} - {""}


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern | None:
    """An owner's regular expression, or None where it is none (start-up reports it).

    A repeated group with a repetition or a choice inside, "(a+)+", is refused: 40 characters of a visitor's address can stop the server.
    """
    if re.search(r"\([^)]*[+*|}][^)]*\)\s*[+*{]", pattern):
        return None
    try:
        return re.compile(pattern, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError, TypeError):
        return None
