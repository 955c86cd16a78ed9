"""Which words of the lexicon a page's address or title, or a visitor's text, contains.

The words are data: `lexicon/pages/<language>.toml` for addresses and titles, `lexicon/texts/<language>.toml` for form messages, search
words and job titles. A file has `name` and the tables

    [intents]    intent = ["one or several words", "stem*", "*ending"]
    [ambiguous]  the same, counted only where the site or page is known to be in this language ("stage", "praksa")
    [whole]      the same, counted only where the entry fills a path segment or a part of a title ("/praca/", not "laptopy do pracy")
    [not]        phrases that take the intent back where they cover it ("modes d'emploi")

and optionally `particles`, words that are written onto the next one (Arabic "ال"). Of overlapping phrases of one intent the longest
wins, trap or not. Entries in scripts without spaces are found anywhere. Entries are folded like the text (`tracker.fold`), and also
match written as one word ("contactus"), with "ae" for "ä" and the like.
"""
import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from tracker.fold import HARD, fold, segments, spellings

__all__ = ["INTENTS", "Hit", "broken", "fold", "page_hits", "text_hits"]

INTENTS: tuple[str, ...] = (
    "careers", "vacancy", "apply", "internship", "pricing", "quote", "demo", "product", "docs", "downloads", "contact", "cart", "checkout",
    "account", "login", "signup", "support", "invoice", "returns", "tracking", "press", "investor", "partner", "supplier", "students",
    "courses", "events", "cases", "compare", "changelog", "about", "legal", "blog", "news", "status", "security", "newsletter",
    "wholesale", "shipping", "stores", "search", "spares", "calculator", "booking")
"""What a page can be about. Texts have intents of their own, whatever their files name."""

FOLDER = Path(__file__).parent / "lexicon"
PAGE_LIMIT, TEXT_LIMIT = 2_000, 4_000
"""Characters looked at: titles of 100 KB exist, their first 2,000 say enough."""

_HARD = frozenset(HARD)
_TABLES = ("intents", "ambiguous", "whole", "not")
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "bs": "hr", "sh": "hr", "fil": "tl", "cmn": "zh"}
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Myanmar, Khmer, kana and Han: words are not separated there, so entries are looked for anywhere."""


class Hit(NamedTuple):
    """A word of the lexicon that was found: what it is a sign of, the entry as its file has it, and that file's language."""

    intent: str
    word: str
    language: str


class _Entry(NamedTuple):
    """One phrase, for all languages that have it. `rest` are the words after the first; a stem among them ends in "*"."""

    intent: str
    rest: tuple[str, ...]
    trap: bool
    whole: bool
    gates: frozenset[str] | None
    hits: dict[str, Hit]


class _Lexicon(NamedTuple):
    """Entries by what the text must show: a word, two words, a word and a stem, a beginning or end of a word, characters anywhere.

    Thirty phrases begin with "za"; that is why the second word is looked up too, instead of trying one after the other.
    """

    exact: dict[str, list[_Entry]]
    pairs: dict[str, dict[str, list[_Entry]]]
    loose: dict[str, list[_Entry]]
    stems: dict[str, list[tuple[str, _Entry]]]
    tails: dict[str, list[tuple[str, _Entry]]]
    inner: dict[str, list[tuple[str, _Entry]]]
    broken: tuple[str, ...]


def page_hits(path_or_title: str, languages: frozenset[str] = frozenset()) -> tuple[Hit, ...]:
    """The lexicon words in a URL, path or title, in order of appearance. Never raises; work is linear in the first 2,000 characters.

    `languages` are those of the site or page, as ISO codes or tags; they admit ambiguous words and choose between equal ones.
    """
    return _hits_of_page(str(path_or_title or "")[:PAGE_LIMIT], frozenset(languages or ()))


def text_hits(text: str, languages: frozenset[str] = frozenset()) -> tuple[Hit, ...]:
    """The lexicon phrases in a form message, search words or a job title. Never raises; linear in the first 4,000 characters."""
    return _hits_of_text(str(text or "")[:TEXT_LIMIT], frozenset(languages or ()))


def broken() -> tuple[str, ...]:
    """What is wrong in the lexicon files, a sentence each with file, entry and remedy. Such entries are left out; tests want none."""
    return _lexicon("pages").broken + _lexicon("texts").broken


@lru_cache(maxsize=4096)
def _hits_of_page(text: str, languages: frozenset[str]) -> tuple[Hit, ...]:
    return _search(_lexicon("pages"), text, languages)


@lru_cache(maxsize=512)
def _hits_of_text(text: str, languages: frozenset[str]) -> tuple[Hit, ...]:
    return _search(_lexicon("texts"), text, languages)


def _search(lexicon: _Lexicon, text: str, languages: frozenset[str]) -> tuple[Hit, ...]:
    """All hits of a text, each intent and word once."""
    codes = _codes(languages) if languages else languages
    unspaced = not text.isascii() or "%" in text or "xn--" in text
    hits: dict[Hit, None] = {}
    for segment in segments(text):
        words = segment.split()
        if not words:
            continue
        if found := _by_words(lexicon, words):
            hits.update(_decide(found, len(words), codes))
        if unspaced and _UNSPACED.search(segment):
            segment = " ".join(words)
            hits.update(_decide(_by_characters(lexicon, segment), len(segment), codes))
    return tuple(hits)


def _codes(languages: frozenset[str]) -> frozenset[str]:
    """Language codes as the files are named: "pt-BR" is "pt", "nb" is "no"."""
    bases = (str(tag).replace("_", "-").split("-")[0].lower() for tag in languages)
    return frozenset(_ALIASES.get(base, base) for base in bases)


def _by_words(lexicon: _Lexicon, words: list[str]) -> list[tuple[int, int, _Entry]]:
    """Entries found at word boundaries, as (first word, word after the last, entry)."""
    exact, pairs, loose, stems, tails = lexicon[:5]
    found = []
    last = len(words) - 1
    for at, word in enumerate(words):
        if word in exact:
            found += [(at, at + 1, entry) for entry in exact[word]]
        if at < last:
            if word in pairs:
                for entry in pairs[word].get(words[at + 1], ()):
                    if len(entry.rest) == 1 or _continues(entry.rest, words, at + 1):
                        found.append((at, at + 1 + len(entry.rest), entry))
            for entry in loose.get(word, ()):
                if _continues(entry.rest, words, at + 1):
                    found.append((at, at + 1 + len(entry.rest), entry))
        for stem, entry in stems.get(word[:2], ()):
            if word.startswith(stem) and (not entry.rest or _continues(entry.rest, words, at + 1)):
                found.append((at, at + 1 + len(entry.rest), entry))
        if tails:
            for tail, entry in tails.get(word[-3:], ()):
                if word.endswith(tail):
                    found.append((at, at + 1, entry))
    return found


def _continues(rest: tuple[str, ...], words: list[str], at: int) -> bool:
    """Whether the phrase goes on as the entry wants."""
    if at + len(rest) > len(words):
        return False
    for wanted, word in zip(rest, words[at:at + len(rest)]):  # noqa: SIM110
        if wanted != word and not (wanted[-1] == "*" and word.startswith(wanted[:-1])):
            return False
    return True


def _by_characters(lexicon: _Lexicon, segment: str) -> list[tuple[int, int, _Entry]]:
    """Entries of scripts without spaces, found anywhere, as (first character, character after the last, entry)."""
    inner = lexicon.inner
    found = []
    for at in range(len(segment) - 1):
        for phrase, entry in inner.get(segment[at:at + 2], ()):
            if segment.startswith(phrase, at):
                found.append((at, at + len(phrase), entry))
    return found


def _decide(found: list[tuple[int, int, _Entry]], size: int, languages: frozenset[str]) -> Iterator[tuple[Hit, None]]:
    """The hits that stand: of entries of one intent that cover each other the longest, unless that is a trap."""
    if len(found) > 1:
        found.sort(key=lambda one: (one[0], -one[1], not one[2].trap))
    reached: dict[str, int] = {}
    for start, end, entry in found:
        if entry.whole and (start or end != size):
            continue
        if entry.gates is not None and not entry.gates & languages:
            continue
        if end <= reached.get(entry.intent, 0):
            continue
        reached[entry.intent] = end
        if not entry.trap:
            yield _hit_for(entry, languages), None


def _hit_for(entry: _Entry, languages: frozenset[str]) -> Hit:
    """The entry as the language of the page has it, else as the first language that has it."""
    hits = entry.hits
    if languages and len(hits) > 1:
        for language in languages:
            if language in hits:
                return hits[language]
    return next(iter(hits.values()))


@cache
def _lexicon(shelf: str) -> _Lexicon:
    """The words of one folder, read when first asked for; English first, because its words stand on sites of every language."""
    files = sorted(FOLDER.glob(f"{shelf}/*.toml"), key=lambda file: (file.stem != "en", file.stem))
    mistakes: list[str] = []
    merged: dict[tuple, _Entry] = {}
    for file in files:
        for key, gate, hit in _read(file, INTENTS if shelf == "pages" else None, mistakes):
            known = merged.get(key)
            gates = frozenset((hit.language,)) if gate else None
            if known is None:
                merged[key] = _Entry(hit.intent, key[1][1:], key[2], key[3], gates, {hit.language: hit})
            else:
                known.hits.setdefault(hit.language, hit)
                both = None if gates is None or known.gates is None else gates | known.gates
                merged[key] = known._replace(gates=both)
    return _index(merged, tuple(mistakes))


def _read(file: Path, intents: tuple[str, ...] | None, mistakes: list[str]) -> Iterator[tuple[tuple, bool, Hit]]:
    """The phrases of a file as (key, counts only in its language, hit); a key is (intent, words, trap, whole)."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        mistakes.append(f"{file}: cannot be read: {error}; correct the file.")
        return
    rows = list(_rows(file, content, intents, mistakes))
    spelled = spellings([entry for _, _, entry in rows], ("", *content.get("particles", ())))
    for table, intent, entry in rows:
        hit = Hit(intent, entry, file.stem)
        for words in spelled[entry]:
            yield (intent, words, table == "not", table == "whole"), table == "ambiguous", hit


def _rows(file: Path, content: dict, intents: tuple[str, ...] | None, mistakes: list[str]) -> Iterator[tuple[str, str, str]]:
    """The sound entries of a file as (table, intent, entry); the others are told to `mistakes`."""
    for table in _TABLES:
        for intent, entries in content.get(table, {}).items():
            if intents and intent not in intents:
                mistakes.append(f"{file} [{table}]: no intent is called {intent!r}; use one of {', '.join(intents)}.")
                continue
            for entry in entries:
                if fault := _fault(entry):
                    mistakes.append(f"{file} [{table}] {intent}: {entry!r} {fault}.")
                else:
                    yield table, intent, entry


def _fault(entry: str) -> str:
    """What is wrong with an entry, or nothing."""
    if not isinstance(entry, str) or not any(map(str.isalnum, entry)):
        return "has no word in it; remove it"
    if not _HARD.isdisjoint(entry) or " - " in entry or "%" in entry:
        return f"contains one of {HARD}, at which titles are cut; leave it out"
    if "*" in entry:
        words = entry.split()
        if "*" in entry[1:-1].replace("* ", "") or "*" in words or ("*" in words[0] and len(words[0]) < 3):
            return 'has a "*" in the wrong place or begins with a stem of one letter; write "stem*" or "*ending"'
        if entry[0] == "*" and (len(words) > 1 or len(entry) < 4):
            return 'begins with "*" and is not one word of three letters or more'
    if len(entry) < 2 and _UNSPACED.search(entry):
        return "is one sign of a script without spaces, which would be found inside other words; write a longer phrase"
    return ""


def _index(merged: dict[tuple, _Entry], mistakes: tuple[str, ...]) -> _Lexicon:
    """The entries, filed by what has to be looked up first."""
    lexicon = _Lexicon({}, {}, {}, {}, {}, {}, mistakes)
    for (_, words, _, _), entry in merged.items():
        first = words[0]
        if _UNSPACED.search(first):
            phrase = " ".join(words).strip("*")
            lexicon.inner.setdefault(phrase[:2], []).append((phrase, entry))
        elif first[0] == "*":
            lexicon.tails.setdefault(first[-3:], []).append((first[1:], entry))
        elif first[-1] == "*":
            lexicon.stems.setdefault(first[:-1][:2], []).append((first[:-1], entry))
        elif not entry.rest:
            lexicon.exact.setdefault(first, []).append(entry)
        elif entry.rest[0][-1] == "*":
            lexicon.loose.setdefault(first, []).append(entry)
        else:
            lexicon.pairs.setdefault(first, {}).setdefault(entry.rest[0], []).append(entry)
    return lexicon
