"""Searched for a price or where to buy. Rivals and the curious do too."""

from tracker.model import Event, Signal, Site
from tracker.words import page_hits, text_hits

WORDS = ("rfq", "buy_intent", "need")
PAGES = ("pricing", "quote", "wholesale")

SIGNAL = Signal(
    says="searched for a price",
    group="words",
    votes={"prospect": 1100},
    half_life=45,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/", "referrer": "https://duckduckgo.com/?q=pump+price+list"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/", "referrer": "https://duckduckgo.com/?q=blue"}},
)


def when(event: Event, site: Site) -> str | None:
    """The word that spoke."""
    asked = event.facts.get("search_words") or event.facts.get("site_search")
    if not asked:
        return None
    spoken = frozenset(site.languages)
    if any(hit.intent == "compare" for hit in page_hits(asked, spoken)):
        return None
    found = [hit.word for hit in text_hits(asked, spoken) if hit.intent in WORDS] or [hit.word for hit in page_hits(asked, spoken) if hit.intent in PAGES]
    return found[0] if found else None
