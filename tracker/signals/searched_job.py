"""Searched for work. Where the site sells to recruiters, buyers search so, too."""

from tracker.fold import fold
from tracker.model import Event, Signal, Site
from tracker.words import page_hits, text_hits

WORDS = ("application", "salary")
PAGES = ("careers", "vacancy", "apply", "internship")
STUDY = ("essay", "thesis", "magister", "licencjack", "dissertation", "homework", "referat")
"""Neither "praca magisterska" nor an essay on the future of jobs is a search for work."""

SIGNAL = Signal(
    says="searched for work",
    group="words",
    votes={"job_seeker": 2000},
    half_life=45,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/", "referrer": "https://duckduckgo.com/?q=acme+job+vacancies"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/", "referrer": "https://duckduckgo.com/?q=blue"}},
)


def when(event: Event, site: Site) -> str | None:
    """The word that spoke."""
    asked = event.facts.get("search_words") or event.facts.get("site_search")
    if not asked:
        return None
    spoken = frozenset(site.languages)
    hits = text_hits(asked, spoken)
    if any(hit.intent == "study" for hit in hits) or any(f" {word}" in f" {fold(asked)} " for word in STUDY):
        return None
    found = [hit.word for hit in hits if hit.intent in WORDS] or [hit.word for hit in page_hits(asked, spoken) if hit.intent in PAGES]
    return found[0] if found else None
