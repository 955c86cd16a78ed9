"""Searched with the words of an assignment or thesis. Journalists and the curious search for essays, too."""

from tracker.fold import fold
from tracker.model import Event, Signal, Site
from tracker.words import text_hits

ASSIGNMENTS = tuple(
    word.strip()
    for word in """
    essay, homework, thesis, dissertation, solved exercise, lecture notes, exercice corrige, exercices corriges, memoire de fin,
    memoire de master, referat, hausarbeit, facharbeit, seminararbeit, bachelorarbeit, masterarbeit, hausaufgabe, ubungsaufgabe, tesi
    di laurea, tesi triennale, tesi magistrale, tesina, tema svolto, esercizi svolti, tfg, tfm, trabajo de fin, monografia, ejercicios
    resueltos, tcc, dissertacao, exercicios resolvidos, magisterska, licencjacka, inzynierska, zadanie domowe, wypracowanie,
    seminarska, diplomska, maturitetni, zavrsni rad, diplomski rad, scriptie, werkstuk, profielwerkstuk, odev, lisans tezi, bitirme
    tezi, курсовая, реферат, дипломная, сочинение, курсова, дипломна, insha, tasnifu, utafiti, निबंध, शोध, 論文, 卒論, 论文, 作业, بحث تخرج,
    رسالة ماجستير, դիպլոմային, ռեֆերատ, వ్యాసం, పరిశోధన
    """.split(",")
)
"""Words that in a search box mean an assignment, though in a message they need not; compared folded, from the beginning of a word.
"Mémoire" alone is a computer's, "exposé" a house's, "exercice" the back's: they need a second word."""

SIGNAL = Signal(
    says="searched for study material",
    group="words",
    votes={"student": 2200, "prospect": -300, "job_seeker": -500},
    half_life=45,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/", "path": "/", "referrer": "https://duckduckgo.com/?q=bachelor+thesis+pumps"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/", "referrer": "https://duckduckgo.com/?q=blue"}},
)


def when(event: Event, site: Site) -> str | None:
    """The word that spoke."""
    asked = event.facts.get("search_words") or event.facts.get("site_search")
    if not asked:
        return None
    folded = f" {fold(asked)} "
    own = next((word for word in ASSIGNMENTS if f" {word}" in folded), None)
    return own or next((hit.word for hit in text_hits(asked, frozenset(site.languages)) if hit.intent in ("study", "no_purchase")), None)
