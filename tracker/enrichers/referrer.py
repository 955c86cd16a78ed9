"""Tells where a visitor came from, by which channel, and which words were searched for.

Only a host outside the site's own domains counts as a place to come from.
"""
from typing import Any

from tracker.hosts import brand, host_of
from tracker.model import Enricher, Event, Site, World
from tracker.reading import header, inner, per_site, text
from tracker.reading.campaigns import tags_of
from tracker.reading.places import asked, channel_of, place_of, rival_desk
from tracker.reading.verbs import action_of

ENRICHER = Enricher(
    says="Where a visitor came from, and what was searched for.",
    facts={
        "referrer_host": "host of the referrer, outside the site's own domains",
        "referrer_kind": "own, search, social, ai, webmail, paid, job_board, ats, employer_rating, learning, scholar, academic, intel, "
                         "review_site, price_portal, directory, marketplace, tender, press, investor_db, internal (the owner's administration, staging "
                         "or tools), workplace (chat, wiki or board of some firm), translate or other",
        "rival_desk": "host of a page inside a firm that is a listed rival's, or whose address names rivals",
        "channel": "direct, organic_search, paid_search, organic_social, paid_social, email, referral, ai, affiliates, display, internal "
                   "or unknown; absent within a visit",
        "source": "the campaign's source, else the referrer's name, else direct",
        "search_words": "words searched for at a search engine, where it still tells",
        "site_search": "words searched for on the site",
    },
)


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the referrer, the channel (page calls only) and the searches."""
    facts: dict[str, Any] = {}
    referrer = event.page.referrer
    if not referrer and inner(event.context, "library", "name") == "server-log":
        referrer = header(event, "referer") or ""
    own = _own(site)
    if referrer and isinstance(referrer, str):
        facts = dict(place_of(referrer[:1000], own))
        if facts.get("referrer_host") and (desk := rival_desk(referrer[:1000], _rivals(site))):
            facts["rival_desk"] = desk
    if event.kind in ("page", "screen") and (event.page.url or event.page.path):
        facts |= _channel(tags_of(event), facts)
    if searched := _site_search(event):
        facts["site_search"] = searched
    return facts


@per_site
def _own(site: Site) -> frozenset[str]:
    """The site's own domains; everything under them is the site's, too."""
    return frozenset(host_of(domain) or domain.lower() for domain in (site.domain, *site.own_domains) if domain)


@per_site
def _rivals(site: Site) -> frozenset[str]:
    """The domains of the rivals that the owner listed."""
    return frozenset(domain.lower() for domain in site.competitor_domains)


def _site_search(event: Event) -> str:
    """What was searched for on the site: a search event's words, or the query of a result page."""
    if event.kind == "track":
        if action_of(event.name) == "searched":
            given = event.properties
            keys = ("query", "search_term", "searchTerm", "term", "keyword", "q", "search")
            return next((found for key in keys if (found := text(inner(given, key)))), "")
        return ""
    query = event.page.search or event.page.url.partition("?")[2]
    return asked(query[:1000]) if "=" in query else ""


def _channel(campaign: dict[str, Any], facts: dict[str, Any]) -> dict[str, str]:
    """Channel and source of a landing; nothing for a step within a visit."""
    kind, medium, source = facts.get("referrer_kind", ""), campaign.get("utm_medium", ""), campaign.get("utm_source", "")
    if not campaign and kind in ("own", "internal") and "referrer_host" not in facts:
        return {}
    host = facts.get("referrer_host", "")
    named = source or (brand(host) if kind in ("search", "social", "ai") else "") or host.removeprefix("www.") or "direct"
    return {"channel": channel_of(medium, source, campaign.get("campaign_kind", ""), campaign.get("click_id", ""), kind), "source": named}
