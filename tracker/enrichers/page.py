"""Tells what a page is about, and what kind of request this is: page, home page, download, asset, feed or a probe for holes.

The owner's own patterns speak first, then the words of address and title. The site's name is cut off the title ("... | Acme Jobs" is no
page about jobs), and the title of the home page says nothing: it names everything the firm does.
"""
from functools import lru_cache
from typing import Any

from tracker.model import Enricher, Event, Site, World
from tracker.reading import inner, per_site, text
from tracker.reading.pages import (
    Judge,
    address_of,
    compiled,
    host_kind,
    is_home,
    kind_of,
    name_words,
    sections_of,
)

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
"""Characters of an address and of a title looked at."""


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the page; for a track event those of the page it happened on."""
    facts: dict[str, Any] = {}
    page = event.page
    if page.url or page.path:
        title = page.title[:LIMIT] if event.kind != "track" else ""
        facts = dict(_facts(_judge(site), page.url[:LIMIT] or (page.path + page.search)[:LIMIT], title))
    if "file" in event.name.lower() or "download" in event.name.lower():
        named = next((found for key in ("file", "filename", "file_name") if (found := text(inner(event.properties, key), 120))), "")
        facts |= {"file": named.rpartition("/")[2]} if named.rpartition("/")[2] else {}
    return facts


@per_site
def _judge(site: Site) -> Judge:
    """What the site's owner said about its pages, prepared."""
    names = frozenset(word for domain in (site.domain, *site.own_domains) for word in name_words(domain))
    patterns = tuple((intent, pattern) for intent, row in site.sections.items() for written in row if (pattern := compiled(written)))
    return Judge(languages=site.languages, names=names, patterns=patterns)


@lru_cache(maxsize=4096)
def _facts(judge: Judge, url: str, title: str) -> dict[str, Any]:
    """Facts of one address and title, those that do not hold left out."""
    address = address_of(url)
    facts = kind_of(address, bool(title))
    home = is_home(address)
    given = {"host_kind": host_kind(address.host), "hash_route": address.route, "home": home}
    facts |= {name: value for name, value in given.items() if value}
    if facts.get("probe") or facts.get("asset"):
        return facts
    spoken, below = sections_of(judge, url, address, "" if home else title)
    found = {"sections": tuple(spoken), "section_words": spoken, "below": below}
    return facts | {name: value for name, value in found.items() if value}
