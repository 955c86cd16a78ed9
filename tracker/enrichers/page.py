"""Tells what a page is about, and what kind of request this is: page, home page, download, asset, feed or a probe for holes.

The owner's own patterns speak first, then the words of address and title. The site's name is cut off the title ("... | Acme Jobs" is no
page about jobs), and the title of the home page says nothing: it names everything the firm does.
"""
from functools import lru_cache
from typing import Any

from tracker.model import Enricher, Event, Site, World
from tracker.reading import inner, per_site, text
from tracker.reading.languages import language_of
from tracker.reading.pages import address_of, compiled, host_kind, is_home, kind_of, name_words, routed, without_name
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
    names = frozenset(word for domain in (site.domain, *site.own_domains) for word in name_words(domain))
    patterns = [(intent, pattern) for intent, row in site.sections.items() for written in row if (pattern := compiled(written))]

    @lru_cache(maxsize=4096)
    def pages(url: str, title: str) -> dict[str, Any]:
        """Facts of one address and title."""
        return _facts(url, title, site.languages, names, patterns)

    return pages


def _facts(url: str, title: str, languages: tuple[str, ...], names: frozenset[str], patterns: list) -> dict[str, Any]:
    """All facts, those that do not hold left out."""
    address = address_of(url)
    facts = kind_of(address)
    home = is_home(address)
    if kind := host_kind(address.host):
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
    shown = (address.path + address.route, routed(address.query), "" if home else without_name(title, names))
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
