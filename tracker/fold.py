"""One normalisation for everything that is compared as words.

The lexicon's entries and the visitor's addresses, titles and texts pass through the same `fold`, so it matters less *what* a letter
becomes than that it becomes the same on both sides: "й" may turn into "и" because the entry's "й" did too.
"""
import re
import unicodedata

HARD = "|·•–—:()[]{}<>!?…。、「」【】"
"""Signs between two statements of a title or sentence; no phrase reaches across them."""
HARD_IN_PATH = HARD + "/.&=#;,\\"
"""In an address a slash, a dot or a parameter sign separates too; a title has "m/w/d", "Q&A", "ds." and lists ("data, pay, hiring")."""

_SPECIAL = {
    # Letters without a decomposition, as web addresses write them.
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŋ": "n", "ə": "e", "ß": "ss", "ґ": "г",
    # Arabic, Persian and Urdu keyboards write the same letter with different code points.
    "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ک": "ك",
    # Written within a word but no part of it: tatweel, Armenian question and stress marks, Hebrew geresh, Indic nukta.
    "ـ": "", "՛": "", "՜": "", "՞": "", "׳": "", "״": "", "\u093c": "", "ऱ": "र", "ऩ": "न", "ऴ": "ळ", "\u09bc": "", "\u0a3c": "",
    # Letters by category, apostrophes by use.
    "ʼ": " ", "ʻ": " ", "ʹ": " ",
}
_DROPPED_MARKS = ((0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
                  (0x06D6, 0x06ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE2F))
"""Combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic. Those of Indic and Thai scripts are vowels and stay."""
_TABLE_LIMIT = 20_000
"""Code points remembered per table; a flood of exotic ones is computed again instead of kept (a million would be 100 MB)."""

_RESPELLED = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("ø", "oe"), ("đ", "dj"))

_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")
_CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")
_PUNYCODE = re.compile("xn--[a-z0-9-]{1,59}", re.IGNORECASE)
_MIXED = re.compile("[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z]")
_WORD = re.compile("[^ \n]+")
_LOOKALIKES = str.maketrans("аеорсухіјѕһԁвкмнтαορνικτ", "aeopcyxijshdbkmhtaopvikt")
"""Cyrillic and Greek letters that pass for Latin ones, after folding. Applied only to words that mix alphabets."""


def fold(text: str) -> str:
    """The text as the lexicon compares it: decoded, case-folded, without accents, words separated by one space. Total and linear."""
    return " ".join(" ".join(segments(text)).split())


def segments(text: str) -> list[str]:
    """The folded text, cut where a phrase cannot go on: at slashes and dots of an address, at bars and colons of a title.

    Words within a segment are separated by one or more spaces. What begins with "/", "?" or "#" or names a scheme is an address.
    """
    address = text[:1] in ("/", "?", "#") or "://" in text[:12]
    if "%" in text:
        text = _unescape(text)
    if "xn--" in text:
        text = _PUNYCODE.sub(_unpuny, text, count=20)
    lowered = text.lower()
    if lowered != text:
        text = _CAMEL.sub(" ", text)
        lowered = text.lower()
    if text.isascii():
        text = lowered
    else:
        text = unicodedata.normalize("NFKC", text).casefold()
    if not address:
        text = text.replace(" - ", "|").replace(" » ", "|")
    text = text.translate(_IN_PATH if address else _IN_TITLE)
    if not text.isascii() and _MIXED.search(text):
        text = _WORD.sub(lambda word: _unmask(word[0]), text)
    return text.split("\n")


def _unescape(text: str) -> str:
    """Percent escapes decoded as UTF-8, twice where they were escaped twice; what is no UTF-8 becomes a separator."""
    for _ in range(2):
        text = _ESCAPES.sub(lambda run: bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "replace"), text)
        if "%" not in text:
            break
    return text


def _unpuny(label: re.Match) -> str:
    """A host label in its own script, or as it came if it is no valid punycode."""
    try:
        return label[0][4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label[0]


def _unmask(word: str) -> str:
    """A word of mixed alphabets with look-alike letters made Latin ("vаcancies" with a Cyrillic а)."""
    return word.translate(_LOOKALIKES) if _MIXED.search(word) else word


def spellings(entries: list[str], particles: tuple[str, ...]) -> dict[str, set[tuple[str, ...]]]:
    """For every entry the ways to write it, each as its folded words: with particles, with "ae" for "ä", as one word ("contactus").

    A "*" that ends or begins a word is kept. All forms are folded in one go: one call per form made loading four times as slow.
    """
    forms = {entry: [particle + form for form in {entry, _respell(entry)} for particle in particles] for entry in entries}
    plain = [form for some in forms.values() for form in some if "*" not in form]
    folded = {form: tuple(segment.split()) for form, segment in zip(plain, segments("|".join(plain)))}
    return {entry: {words for form in some for words in _joinable(folded.get(form) or _starred(form)) if words} for entry, some in forms.items()}


def _respell(entry: str) -> str:
    """The entry as keyboards without its letters write it."""
    if entry.isascii():
        return entry
    for letter, written in _RESPELLED:
        entry = entry.replace(letter, written)
    return entry


def _joinable(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The phrase, and the phrase as one word where that is long enough not to be another word."""
    joined = "".join(words)
    return (words, (joined,)) if len(words) > 1 and len(joined) > 6 and "*" not in joined[:-1] else (words,)


def _starred(form: str) -> tuple[str, ...]:
    """The words of a form, folded one by one so that their "*" survive."""
    words: list[str] = []
    for word in form.split():
        parts = fold(word).split() or [""]
        parts[-1] += "*" * word.endswith("*")
        parts[0] = "*" * word.startswith("*") + parts[0]
        words += [part for part in parts if part.strip("*")]
    return tuple(words)


class _Table(dict):
    """A table for `str.translate` that works out a code point when it first meets it."""

    def __init__(self, hard: str):
        """A table in which the characters of `hard` become line feeds."""
        super().__init__()
        self._hard = frozenset(hard)

    def __missing__(self, point: int) -> str:
        """What this code point becomes."""
        made = "\n" if chr(point) in self._hard else _become(chr(point))
        if len(self) < _TABLE_LIMIT:
            self[point] = made
        return made


def _become(char: str) -> str:
    """What a character contributes to a folded word: letters of its plain form, nothing, or a space."""
    if char in _SPECIAL:
        return _SPECIAL[char]
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.digit(char))
    if kind[0] == "M":
        return "" if any(low <= ord(char) <= high for low, high in _DROPPED_MARKS) else char
    if kind == "Cf":
        return ""
    if kind[0] not in "LN":
        return " "
    if ord(char) < 0x0700 or 0x1E00 <= ord(char) < 0x2000:
        plain = unicodedata.normalize("NFD", char)[0]
        return _SPECIAL.get(plain, plain)
    return char


_IN_TITLE = _Table(HARD)
_IN_PATH = _Table(HARD_IN_PATH)
