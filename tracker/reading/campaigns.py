"""Reads campaign tags off an event and tells what kind of campaign they describe.

From `context.campaign` where the snippet parsed it, else from the page's own address. Only the named parameters are read; other query
values may be personal and are left alone.
"""
import re
from functools import cache, lru_cache

from tracker.hosts import parameters
from tracker.model import Event
from tracker.reading import inner, table, text

__all__ = ["kind_of", "tags_of"]

_CONTEXT = {"utm_source": "source", "utm_medium": "medium", "utm_campaign": "name", "utm_term": "term", "utm_content": "content"}
_LOWER = ("utm_source", "utm_medium")
_SPLIT = re.compile(r"[^\w]+|_+")


def tags_of(event: Event) -> dict[str, str]:
    """UTM tags, click id and kind of the campaign, by the names of the facts; empty for a visit without."""
    given = inner(event.context, "campaign")
    query = event.page.search or event.page.url.partition("?")[2] if "?" in event.page.url or event.page.search else ""
    if not given and not query:
        return {}
    facts: dict[str, str] = dict(_tags(query[:2000])) if query else {}
    if isinstance(given, dict):
        for fact, key in _CONTEXT.items():
            if value := text(given.get(key) or (given.get("campaign") if key == "name" else None)):
                facts[fact] = value.lower() if fact in _LOWER else value
    if facts:
        kind = kind_of(facts.get("utm_source", ""), facts.get("utm_medium", ""), facts.get("utm_campaign", ""), facts.get("click_id", ""))
        facts |= {"campaign_kind": kind} if kind else {}
    return facts


@lru_cache(maxsize=2048)
def _tags(query: str) -> dict[str, str]:
    """UTM tags (also Matomo's and Piwik's names) and click id of a query string."""
    given = parameters(query)
    facts = {}
    for fact in _CONTEXT:
        name = fact.removeprefix("utm_")
        value = text(given.get(fact) or given.get(f"mtm_{name}") or given.get(f"pk_{name}"))
        if value:
            facts[fact] = value.lower() if fact in _LOWER else value
    if click := next((name for name in table("campaigns")["clicks"] if name in given), ""):
        facts["click_id"] = click
    return facts


@lru_cache(maxsize=4096)
def kind_of(source: str, medium: str, name: str, click: str) -> str:
    """The kind of campaign these tags describe. A mail that is about an order or a job is that, before it is a newsletter."""
    words = {name.lower(), *_SPLIT.split(name.lower())}
    kinds = _kinds()
    for kind, (media, sources, spoken) in kinds.items():
        certain = kind not in ("newsletter", "social")
        if certain and (medium in media or source in sources and kind != "ads") or words & spoken:
            return kind
    for kind in ("newsletter", "social"):
        if medium in kinds[kind][0] or source in kinds[kind][1] and not medium:
            return kind
    clicks = table("campaigns")
    if click in clicks["affiliate_clicks"]:
        return "affiliate"
    if click in clicks["mail_clicks"] or source in kinds["newsletter"][1]:
        return "newsletter"
    return "ads" if click in clicks["paid_clicks"] else "other" if source or medium or name else ""


@cache
def _kinds() -> dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]]:
    """Media, sources and words of each kind."""
    rows = {kind: row for kind, row in table("campaigns").items() if isinstance(row, dict)}
    return {kind: (frozenset(row["media"]), frozenset(row["sources"]), frozenset(row["words"])) for kind, row in rows.items()}
