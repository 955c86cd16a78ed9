"""What a site's own structure tells of its pages: forms on them, places that lead to them, titles, and the pages before and after.

It needs no word of the site's language: a page on which five people hand in a `cv` is where one applies, and a page from which most go there
is about careers. Every sign is a vote, one per voice (the visitors of one network address are one voice), so a thousand events of a stranger
weigh as one. A kind is learned where its points reach THRESHOLD, lead every unrelated kind by MARGIN, and come from two sources, or from
VISITORS voices of a form or a kind of referrer. What is learned is a proposal: the owner accepts it into the profile's `sections`, or rejects
it there under "-careers".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from itertools import pairwise
from typing import NamedTuple

from tracker.model import Event, Row, Site
from tracker.pagekeys import HOME, pattern_of, pool_of, readable
from tracker.reading.pages import Judge, address_of, compiled, sections_of
from tracker.sightings import Moment, Sign, gather
from tracker.words import INTENTS

THRESHOLD, MARGIN, VISITORS = 70, 20, 5
VISIT_MS = 30 * 60_000
CHILDREN, CHILD_SHARE = 3, 600
ROUNDS = 3
LONGEST = 280
"""Characters of a page's address beyond which an anchored expression would not see its end (`reading.pages` looks at 300)."""


class Source(NamedTuple):
    """How much a source counts at most, and how large a share (permille) of those who could have said it must say it."""

    cap: int
    share: int
    who: str


SOURCES = {
    "title": Source(60, 500, "who saw a title"),
    "address": Source(60, 0, ""),
    "form": Source(100, 500, "who used a form or did something"),
    "referrer": Source(70, 300, "who came from outside"),
    "search": Source(40, 150, "visitors"),
    "neighbours": Source(40, 400, "who went on or came from a page"),
    "siblings": Source(40, 0, ""),
}
DECISIVE = ("form", "referrer")
WORDS = ("title", "address", "search")
"""One source where independence is asked: who searched for a word of the title adds nothing to it."""
FORM_LEAST = 100
"""Permille of a page's visitors who must have used its forms: a login box in the head of every page makes no login page."""
NARROW = ("careers", "vacancy", "apply", "internship", "investor", "press", "returns", "support")
"""Never the kind of a page that more than half of all visitors see (of 20 or more)."""
FAMILIES = (frozenset(("careers", "vacancy", "apply", "internship")), frozenset(("cart", "checkout")), frozenset(("login", "account", "signup")))
"""Kinds that do not contradict each other; the one with most points is taken."""
BEFORE = {"apply": ("careers", 8), "vacancy": ("careers", 8), "cart": ("product", 8), "checkout": ("product", 4), "quote": ("pricing", 6),
          "demo": ("pricing", 6), "signup": ("pricing", 6)}  # fmt: skip
"""What a page is, by the kind of the page that people go on to; and that much a voice."""
AFTER = {"careers": ("careers", 6), "vacancy": ("careers", 6), "login": ("account", 6), "cart": ("checkout", 6)}
"""What a page is, by the kind of the page that people come from."""


class Learned(Row):
    """A page (or all pages of a pattern) whose kind was learned: `path` as people read it, `pattern` for the profile, and why."""

    path: str
    kind: str
    pattern: str
    visitors: int
    points: int
    because: tuple[str, ...]
    state: str = "learned"


class Sheet:
    """The votes about one page, or about all pages of a pattern: per kind and source the strongest vote of each voice."""

    def __init__(self) -> None:
        self.voices: set[Hashable] = set()
        self.asked: dict[str, set[Hashable]] = {}
        self.votes: dict[tuple[str, str], dict[Hashable, tuple[int, str]]] = {}
        self.given: dict[tuple[str, str], tuple[int, str]] = {}

    def vote(self, sign: Sign, voice: Hashable) -> None:
        """Count a sign; of several of one voice the strongest."""
        cast = self.votes.setdefault((sign.kind, sign.source), {})
        cast[voice] = max(cast.get(voice, (0, "")), (sign.weight, sign.says))

    def ask(self, source: str, voice: Hashable) -> None:
        """Note that a voice could have said something."""
        self.asked.setdefault(source, set()).add(voice)

    def add(self, other: Sheet) -> None:
        """Take in the votes about another page of the pattern."""
        self.voices |= other.voices
        for source, voices in other.asked.items():
            self.asked.setdefault(source, set()).update(voices)
        for (kind, source), cast in other.votes.items():
            for voice, (weight, says) in cast.items():
                self.vote(Sign(source, kind, weight, says), voice)

    def forget(self, source: str) -> None:
        """Drop all votes of a source."""
        self.votes = {key: cast for key, cast in self.votes.items() if key[1] != source}
        self.asked.pop(source, None)

    def tally(self) -> dict[str, dict[str, tuple[int, str]]]:
        """Per kind and source the points and a sentence; what too small a share says is left out."""
        found: dict[str, dict[str, tuple[int, str]]] = {}
        for (kind, source), cast in self.votes.items():
            rule, count, asked = SOURCES[source], len(cast), len(self.asked.get(source, self.voices))
            if count * 1000 < rule.share * asked or source == "form" and count * 1000 < FORM_LEAST * len(self.voices):
                continue
            says = min(Counter(said for _, said in cast.values()).items(), key=lambda item: (-item[1], item[0]))[0]
            points = min(rule.cap, sum(weight for weight, _ in cast.values()))
            if points:
                found.setdefault(kind, {})[source] = points, f"{says} ({count} of {asked} {rule.who})"
        for (kind, source), told in self.given.items():
            found.setdefault(kind, {})[source] = told
        return found


def learn(events: Iterable[tuple[Hashable, Event]], site: Site) -> list[Learned]:
    """What the events (each with its visitor) tell of the site's pages, by kind; the order of the events does not matter."""
    survey = Survey(site)
    for voice, moments in gather(events, site):
        survey.take(voice, moments)
    found: dict[str, Learned] = {}
    for _ in range(ROUNDS):
        before, found = found, survey.decide()
        if found == before:
            break
        survey.look_around(found)
    return sorted(found.values(), key=lambda row: (INTENTS.index(row.kind), -row.visitors, row.path))


def owned(site: Site) -> list[Learned]:
    """What the profile says already: the owner's patterns, and those that were rejected."""
    return [
        Learned(path=pattern, kind=kind.lstrip("-"), pattern=pattern, visitors=0, points=0, because=("the profile says so",), state="rejected" if kind[:1] == "-" else "owner")
        for kind, patterns in site.sections.items() for pattern in patterns
    ]  # fmt: skip


class Survey:
    """All pages of a site with the votes about them, and the ways that visitors took."""

    def __init__(self, site: Site) -> None:
        told = tuple((kind, pattern) for kind, row in site.sections.items() for written in row if (pattern := compiled(written)))
        self.judge = Judge(languages=site.languages, names=frozenset(), patterns=tuple(one for one in told if one[0][:1] != "-"))
        self.rejected = tuple((kind[1:], pattern) for kind, pattern in told if kind[:1] == "-")
        self.pages: dict[str, Sheet] = {}
        self.known: dict[str, dict[str, str]] = {}
        self.walks: list[tuple[Hashable, list[str]]] = []
        self.voices: set[Hashable] = set()

    def take(self, voice: Hashable, moments: list[Moment]) -> None:
        """Take in what one visitor did, cut into visits by pauses of 30 minutes."""
        self.voices.add(voice)
        way: list[str] = []
        ahead: tuple[Sign, ...] = ()
        last = moments[0].at if moments else 0
        for moment in moments:
            if moment.at - last > VISIT_MS:
                self.walks.append((voice, way))
                way, ahead = [], ()
            last = moment.at
            key = moment.key or (way[-1] if way else "")
            if not key:
                continue
            moved = moment.page and way[-1:] != [key]
            self._note(self._sheet(key), voice, moment, moment.signs + (ahead if moved else ()), arrived=not way)
            if moved:
                way.append(key)
            ahead = moment.ahead if moment.page else ahead
        self.walks.append((voice, way))

    def _sheet(self, key: str) -> Sheet:
        if key not in self.pages:
            self.pages[key] = Sheet()
            self.known[key] = self._told(key)
        return self.pages[key]

    def _told(self, key: str) -> dict[str, str]:
        """Kinds that the page's address alone shows, by profile or lexicon, each with the word."""
        url = "/" + key if key[0] == "#" else key
        return sections_of(self.judge, url, address_of(url), "")[0]

    @staticmethod
    def _note(sheet: Sheet, voice: Hashable, moment: Moment, signs: tuple[Sign, ...], arrived: bool) -> None:
        """Count what a moment says; what the place says that somebody came from counts on the visit's first page only."""
        sheet.voices.add(voice)
        for source, could in (("title", moment.title), ("form", moment.form), ("referrer", arrived and not moment.inside)):
            if could:
                sheet.ask(source, voice)
        for sign in signs:
            if arrived or sign.source != "referrer":
                sheet.vote(sign, voice)

    def look_around(self, found: dict[str, Learned]) -> None:
        """Count for every page what the pages before and after it say, by what is known of those now."""
        kinds = {key: set(self.known[key]) | {kind for kind, told in sheet.tally().items() if "title" in told} for key, sheet in self.pages.items()}
        for key, of in kinds.items():
            of.update(found[one].kind for one in (key, pool_of(key)) if one in found)
        for sheet in self.pages.values():
            sheet.forget("neighbours")
        for voice, way in self.walks:
            for one, other in pairwise(way):
                for here, there, rules, says in ((one, other, BEFORE, "went on to"), (other, one, AFTER, "came from")):
                    self.pages[here].ask("neighbours", voice)
                    for kind in sorted(kinds[there] & rules.keys()) if here != HOME else ():
                        self.pages[here].vote(Sign("neighbours", *rules[kind], f"{says} a page of kind {kind}, {readable(there)}"), voice)

    def decide(self) -> dict[str, Learned]:
        """The pages and patterns whose kind can be told now; a page below a pattern of its kind is left out."""
        found: dict[str, Learned] = {}
        below: dict[str, list[str]] = {}
        for key in self.pages:
            if (pool := pool_of(key)) and key != HOME:
                below.setdefault(pool, []).append(key)
        leading = {key: self._shows(key, sheet) for key, sheet in self.pages.items()}
        for pool, keys in below.items():
            spoken = Counter(leading[key] for key in keys if leading[key] or len(self.pages[key].voices) >= VISITORS)
            kind, count = min(spoken.items(), key=lambda item: (not item[0], -item[1], item[0]), default=("", 0))
            if not kind or count < CHILDREN or count * 1000 < CHILD_SHARE * spoken.total():
                continue
            sheet = Sheet()
            for key in keys:
                sheet.add(self.pages[key])
            sheet.given[kind, "siblings"] = min(SOURCES["siblings"].cap, 10 * count), f"{count} of {spoken.total()} pages here show themselves to be {kind}"
            found |= self._learned(pool, sheet)
        for key, sheet in self.pages.items():
            if key != HOME and found.keys().isdisjoint((key,)):
                single = self._learned(key, sheet)
                above = found.get(pool_of(key))
                found |= single if single and (above is None or above.kind != single[key].kind) else {}
        return found

    def _shows(self, key: str, sheet: Sheet) -> str:
        """The kind that most speaks for, if more than the pages around it; "" for none."""
        kind, told = next(iter(self._totals(key, sheet).items()), ("", {}))
        return kind if told.keys() - {"neighbours"} else ""

    def _totals(self, key: str, sheet: Sheet) -> dict[str, dict[str, tuple[int, str]]]:
        """Kinds with all that speaks for them, the strongest first; rejected ones left out."""
        told = sheet.tally()
        for kind, word in self.known.get(key, {}).items() if key in self.known else self._told(key).items():
            told.setdefault(kind, {})["address"] = SOURCES["address"].cap, f"address: '{word}'"
        gone = {kind for kind, pattern in self.rejected if pattern.search(key)}
        order = sorted(told.keys() - gone, key=lambda kind: (-_sum(told[kind]), INTENTS.index(kind) if kind in INTENTS else 99, kind))
        return {kind: told[kind] for kind in order}

    def _learned(self, key: str, sheet: Sheet) -> dict[str, Learned]:
        """The page's kind, if it can be told and its address does not show it anyway; by its key."""
        told = self._totals(key, sheet)
        kind = next(iter(told), "")
        if kind not in INTENTS or len(sheet.voices) < VISITORS or len(key) > LONGEST or "address" in told[kind]:
            return {}
        if kind in NARROW and len(self.voices) >= 20 and 2 * len(sheet.voices) > len(self.voices):
            return {}
        points = _sum(told[kind])
        rival = max((_sum(other) for name, other in told.items() if name != kind and not any({name, kind} <= family for family in FAMILIES)), default=0)
        alone = any(self._decides(sheet.votes.get((kind, source), {}), told[kind].get(source, (0, ""))[0]) for source in DECISIVE)
        if points < THRESHOLD or points - rival < MARGIN or len({"words" if source in WORDS else source for source in told[kind]}) < 2 and not alone:
            return {}
        because = tuple(says for _, says in sorted(told[kind].values(), key=lambda one: (-one[0], one[1])))
        return {key: Learned(path=readable(key), kind=kind, pattern=pattern_of(key), visitors=len(sheet.voices), points=points, because=because)}


    @staticmethod
    def _decides(cast: dict[Hashable, tuple[int, str]], points: int) -> bool:
        """Whether a source needs no second one: enough voices, of which VISITORS alone would reach THRESHOLD."""
        return points >= THRESHOLD and len(cast) >= VISITORS and VISITORS * max(weight for weight, _ in cast.values()) >= THRESHOLD


def _sum(told: dict[str, tuple[int, str]]) -> int:
    return sum(points for points, _ in told.values())
