"""Tells what kind of place a host is, what was searched for there, and by which channel somebody came.

Channels follow GA4's rules. linkedin.com without a path is a social network and nothing more: browsers cut a referrer to its origin, so
job search and chat look the same.
"""
import re
from functools import cache, lru_cache
from typing import Any

from tracker.fold import fold
from tracker.hosts import brand, host_of, lookup, parameters, registrable_domain, under
from tracker.reading import table, text
from tracker.reading.campaigns import kind_of
from tracker.reading.emails import is_academic

__all__ = ["asked", "channel_of", "kind_of_host", "place_of", "search_words"]

_PAID = re.compile(r".*cp[^m]?|ppc|retargeting|remarketing|paid.*|sem|ads?|shopping")
_DISPLAY = ("display", "banner", "expandable", "interstitial", "cpm", "programmatic", "native")
_STAGING = frozenset(("staging", "stage", "preview", "dev", "test", "qa", "uat", "cms", "admin", "intranet"))
_SOCIAL_CLICKS = ("ttclid", "twclid", "li_fat_id", "rdt_cid", "epik", "sccid")
_BY_KIND = {"search": "organic_search", "social": "organic_social", "ai": "ai", "webmail": "email", "paid": "display"}
_BY_CAMPAIGN = {"newsletter": "email", "lifecycle": "email", "affiliate": "affiliates", "internal": "internal", "social": "organic_social"}


@lru_cache(maxsize=4096)
def place_of(referrer: str, own: frozenset[str]) -> dict[str, Any]:
    """Host, kind and search words of one referrer, by the names of the facts; of the site's own pages (all under `own`) only the kind."""
    host = host_of(referrer)
    if not host:
        return {}
    path = "/" + referrer.partition("://")[2].partition("/")[2].lower()
    if under(host, own):
        inside = path.startswith(("/wp-admin", "/admin", "/backend", "/typo3")) or "preview=true" in path or _STAGING & set(host.split(".")[:-2])
        return {"referrer_kind": "internal" if inside else "own"}
    jobs = "google." in host and ("ibp=htl;jobs" in referrer or "udm=8" in referrer)
    kind = "job_board" if jobs else kind_of_host(host, path)
    if kind == "own":
        return {"referrer_kind": "own"}
    facts = {"referrer_host": host, "referrer_kind": kind}
    if kind in ("search", "translate") and "?" in referrer and (words := search_words(host, referrer.partition("?")[2])):
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


@lru_cache(maxsize=4096)
def rival_desk(referrer: str, rivals: frozenset[str]) -> str:
    """The host of a page inside a firm that is a listed rival's, or whose address names rivals; "" for every page that the public can read."""
    host = host_of(referrer)
    inside, _ = _desks()
    address = referrer.partition("://")[2].partition("/")[2]
    if not host or inside.isdisjoint(host.split(".")[:-1]) and inside.isdisjoint(address.lower().split("/")[:-1]):
        return ""
    return host if under(host, rivals) or names_rivals(address) else ""


def names_rivals(address: str) -> bool:
    """Whether an address's words name what rivals do ("wettbewerber/2026", "competitive-teardown")."""
    _, pattern = _desks()
    return pattern.search(f" {fold('/' + address[:300])} ") is not None


@cache
def _desks() -> tuple[frozenset[str], re.Pattern[str]]:
    """Names of places inside a firm, and what the pages about rivals are called."""
    content = table("referrers")["inside"]
    words = [fold(word.rstrip(".")) + (" " if word.endswith(".") else "") for word in content["rivals"]]
    return frozenset(content["places"]), re.compile(" (?:" + "|".join(map(re.escape, words)) + ")")


def search_words(host: str, query: str) -> str:
    """What was searched for, by the engine's own parameter, else by the common ones."""
    given = parameters(query)
    names = lookup(host, _word_names()) or table("referrers")["words"]["common"]
    return next((text(given[name]) for name in names if text(given.get(name))), "")


@cache
def _word_names() -> dict[str, list[str]]:
    """Parameters by engine."""
    return {name: row for name, row in table("referrers")["words"].items() if name not in ("common", "site")}


@lru_cache(maxsize=2048)
def asked(query: str) -> str:
    """The words in a result page's query. Numbers are ids."""
    given = parameters(query)
    found = next((text(given[name]) for name in table("referrers")["words"]["site"] if text(given.get(name))), "")
    return "" if found.isdigit() else found


@lru_cache(maxsize=4096)
def channel_of(medium: str, source: str, campaign: str, click: str, kind: str) -> str:
    """GA4's default channel of these tags, else of the kind of referrer."""
    clicks = table("campaigns")
    place = kind_of_host(source) if "." in source else ""
    social = place == "social" or kind_of(source, "", "", "") == "social" or kind == "social"
    if medium in _DISPLAY:
        return "display"
    if _PAID.fullmatch(medium) or not medium and click in clicks["paid_clicks"]:
        return "paid_social" if social or "social" in medium or click in _SOCIAL_CLICKS else "paid_search"
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
