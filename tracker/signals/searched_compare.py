"""Searched for a comparison or a trial: chooses."""

from tracker.model import Event, Signal, Site
from tracker.words import page_hits, text_hits

WORDS = ("demo_request", "reputation")
PAGES = ("compare", "demo")

SIGNAL = Signal(
    says="searched for a comparison",
    group="words",
    votes={"prospect": 600, "competitor": 200},
    half_life=45,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/", "referrer": "https://duckduckgo.com/?q=acme+vs+other"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/", "referrer": "https://duckduckgo.com/?q=blue"}},
)


def when(event: Event, site: Site) -> str | None:
    """The word that spoke."""
    asked = event.facts.get("search_words") or event.facts.get("site_search")
    if not asked:
        return None
    spoken = frozenset(site.languages)
    found = [hit.word for hit in text_hits(asked, spoken) if hit.intent in WORDS] or [hit.word for hit in page_hits(asked, spoken) if hit.intent in PAGES]
    return found[0] if found else None
