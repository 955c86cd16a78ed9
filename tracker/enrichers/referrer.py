"""Tells where a visitor came from: the host, what kind of place it is, the channel, and the words that were searched for.

Only a host outside the site's own domains counts as a place to come from. Channels follow GA4's rules. linkedin.com without a path is
a social network and nothing more: browsers cut a referrer to its origin, so job search and chat look the same.
"""
import re
from functools import cache, lru_cache
from typing import Any

from tracker.enrichers import header, inner, per_site, table, text
from tracker.enrichers.action import action_of
from tracker.enrichers.address import is_academic
from tracker.enrichers.campaign import kind_of, parameters, read as read_campaign
from tracker.hosts import brand, host_of, lookup, registrable_domain, under
from tracker.model import Enricher, Event, Site, World

ENRICHER = Enricher(
    says="Where a visitor came from, and what was searched for.",
    facts={
        "referrer_host": "host of the referrer, outside the site's own domains",
        "referrer_kind": "own, search, social, ai, webmail, paid, job_board, ats, employer_rating, learning, scholar, academic, intel, review_site, price_portal, directory, marketplace, tender, press, investor_db, internal, translate or other",
        "channel": "direct, organic_search, paid_search, organic_social, paid_social, email, referral, ai, affiliates, display, internal or unknown; absent within a visit",
        "source": "the campaign's source, else the referrer's name, else direct",
        "search_words": "words searched for at a search engine, where it still tells",
        "site_search": "words searched for on the site",
    },
)
_PAID = re.compile(r".*cp[^m]?|ppc|retargeting|remarketing|paid.*|sem|ads?|shopping")
_DISPLAY = ("display", "banner", "expandable", "interstitial", "cpm", "programmatic", "native")
_BY_KIND = {"search": "organic_search", "social": "organic_social", "ai": "ai", "webmail": "email", "paid": "display"}
_BY_CAMPAIGN = {"newsletter": "email", "lifecycle": "email", "affiliate": "affiliates", "internal": "internal", "social": "organic_social"}


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the referrer, the channel (page calls only) and the searches."""
    facts: dict[str, Any] = {}
    referrer = event.page.referrer
    if not referrer and inner(event.context, "library", "name") == "server-log":
        referrer = header(event, "referer") or ""
    own = _own(site)
    if referrer and isinstance(referrer, str):
        facts = dict(_facts(referrer[:1000], own))
    if event.page.url or event.page.path:
        if event.kind in ("page", "screen"):
            facts |= _channel(read_campaign(event, site, world), facts)
    if searched := _site_search(event, own):
        facts["site_search"] = searched
    return facts


@per_site
def _own(site: Site) -> frozenset[str]:
    """The site's own domains; everything under them is the site's, too."""
    return frozenset(host_of(domain) or domain.lower() for domain in (site.domain, *site.own_domains) if domain)


@lru_cache(maxsize=8192)
def _facts(referrer: str, own: frozenset[str]) -> dict[str, Any]:
    """Host, kind and words of one referrer."""
    host = host_of(referrer)
    if not host:
        return {}
    path = "/" + referrer.partition("://")[2].partition("/")[2].lower()
    if under(host, own):
        inside = path.startswith(("/wp-admin", "/admin", "/backend", "/typo3")) or "preview=true" in path
        return {"referrer_kind": "internal" if inside else "own"}
    kind = "job_board" if "ibp=htl;jobs" in referrer or "google." in host and "udm=8" in referrer else kind_of_host(host, path)
    if kind == "own":
        return {"referrer_kind": "own"}
    facts = {"referrer_host": host, "referrer_kind": kind}
    if kind in ("search", "translate") and "?" in referrer and (words := _words(host, referrer.partition("?")[2])):
        facts["search_words"] = words
    return facts


def kind_of_host(host: str, path: str = "/") -> str:
    """What kind of place a host is; `path` in lower case, where it is known."""
    hosts, paths, labels, academic = _tables()
    for prefix, kind in lookup(host, paths) or ():
        if path.startswith(prefix):
            return kind
    if kind := lookup(host, hosts):
        return kind
    owned = registrable_domain(host)
    before = host.removesuffix(owned).strip(".").split(".")
    if host.startswith("deref-") or brand(host).startswith("deref-"):
        return "webmail"
    if host.endswith((".local", ".localhost", ".internal", ".lan")) or re.fullmatch(r"(?:10|127|192\.168)\.[\d.]+", host):
        return "internal"
    school = is_academic(host)
    for label in before:
        if school and label in academic:
            return "learning"
        if label in labels:
            return labels[label]
    return "academic" if school else "other"


@cache
def _tables() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]], dict[str, str], frozenset[str]]:
    """Kinds by host, by host and path, by label, and the labels of learning platforms at universities."""
    hosts: dict[str, str] = {}
    paths: dict[str, list[tuple[str, str]]] = {}
    content = table("referrers")
    for kind, names in content["hosts"].items():
        for name in names:
            host, slash, path = name.partition("/")
            if slash:
                paths.setdefault(host, []).append(("/" + path, kind))
            else:
                hosts.setdefault(host, kind)
    labels = {label: kind for kind, names in content["labels"].items() for label in names}
    return hosts, paths, labels, frozenset(content["academic"]["learning"])


def _words(host: str, query: str) -> str:
    """What was searched for, by the engine's own parameter, else by the common ones."""
    given = parameters(query)
    names = lookup(host, _word_names()) or table("referrers")["words"]["common"]
    return next((text(given[name]) for name in names if text(given.get(name))), "")


@cache
def _word_names() -> dict[str, list[str]]:
    """Parameters by engine."""
    return {name: row for name, row in table("referrers")["words"].items() if name not in ("common", "site")}


def _site_search(event: Event, own: frozenset[str]) -> str:
    """What was searched for on the site: a search event's words, or the query of a result page."""
    if event.kind == "track":
        if action_of(event.name) == "searched":
            given = event.properties
            return next((found for key in ("query", "search_term", "searchTerm", "term", "keyword", "q", "search") if (found := text(inner(given, key)))), "")
        return ""
    query = event.page.search or event.page.url.partition("?")[2]
    return _asked(query[:1000]) if "=" in query else ""


@lru_cache(maxsize=2048)
def _asked(query: str) -> str:
    """The words in a result page's query. Numbers are ids."""
    given = parameters(query)
    found = next((text(given[name]) for name in table("referrers")["words"]["site"] if text(given.get(name))), "")
    return "" if found.isdigit() else found


def _channel(campaign: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
    """Channel and source of a landing; nothing for a step within a visit."""
    kind, medium, source = facts.get("referrer_kind", ""), campaign.get("utm_medium", ""), campaign.get("utm_source", "")
    if not campaign and kind in ("own", "internal") and "referrer_host" not in facts:
        return {}
    host = facts.get("referrer_host", "")
    named = source or (brand(host) if kind in ("search", "social", "ai") else "") or host.removeprefix("www.") or "direct"
    return {"channel": _channel_of(medium, source, campaign.get("campaign_kind", ""), campaign.get("click_id", ""), kind), "source": named}


@lru_cache(maxsize=4096)
def _channel_of(medium: str, source: str, campaign: str, click: str, kind: str) -> str:
    """GA4's default channel of these tags, else of the kind of referrer."""
    clicks = table("campaigns")
    place = kind_of_host(source) if "." in source else ""
    social = place == "social" or kind_of(source, "", "", "") == "social" or kind == "social"
    if medium in _DISPLAY:
        return "display"
    if _PAID.fullmatch(medium) or not medium and click in clicks["paid_clicks"]:
        return "paid_social" if social or "social" in medium or click in ("ttclid", "twclid", "li_fat_id", "rdt_cid", "epik", "sccid") else "paid_search"
    if found := _BY_CAMPAIGN.get(campaign):
        return found
    if medium == "organic":
        return "organic_social" if social else "organic_search"
    if place == "ai" or medium == "ai":
        return "ai"
    if click == "fbclid" or social and source:
        return "organic_social"
    if medium in ("referral", "link", "website") or campaign == "jobs":
        return "referral"
    if kind and kind != "own":
        return _BY_KIND.get(kind, "referral")
    return "unknown" if medium or source or campaign else "direct"
