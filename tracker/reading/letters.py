"""Who writes a message, told from all its words: the second reader beside the lexicon's phrases.

A list of phrases knows "I attach my CV"; it does not know "lorry driver, 14 years, do you take on for abroad?". This reader weighs the
pieces of all words. It was taught with the letters of `lexicon/letters/<language>.toml` (`make letters`), knows nothing but its table
`lexicon/letters.bin`, and stays silent where two readings are close.
"""
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tracker.fold import fold

__all__ = ["ALIKE", "KINDS", "Reading", "buckets", "read_letter"]

KINDS = ("enquiry", "customer", "upsell", "application", "study", "pitch", "partner", "press", "investor", "research", "probe", "spam", "other")
"""Who writes. The order is that of the table's lanes."""
ALIKE = ({"customer", "upsell"}, {"pitch", "partner", "press", "investor", "research"})
"""Kinds between which a close call does no harm: both lead to the same class."""
BUCKETS = 1 << 16
LIMIT = 2_000
"""Characters of a message that are read: what it is about stands in front."""
LEAST = 75
"""Pieces that a text needs to be read at all: about seven words. Of "Good morning." nothing can be told, and five words in a language that
taught nothing can look like anything."""
HEAD = "<i32s"
HEADER = struct.calcsize(HEAD)
WHOLE = "the whole message"
TABLE = Path(__file__).parent.parent / "lexicon" / "letters.bin"

_LANE = 24
_BIAS = 128
"""Makes every weight positive; 16,000 pieces fit into a lane, and 2,000 characters have at most 8,000."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SHAPES = (("@url", re.compile(r"https?://|www\.\w|\w\.(?:com|net|ru|info|top|xyz|io)\b", re.IGNORECASE)), ("@ask", re.compile("[?？؟;՞]")), ("@money", re.compile("[$€£¥₽₴₺₹₩]|%")), ("@number", re.compile(r"\d{5,}|[A-Z]{1,4}[-/ ]?\d{3,}")), ("@phone", re.compile(r"\+?\d[\d ()/-]{8,}\d")))


class Reading(NamedTuple):
    """Who wrote, and the words that say so most, in the order of the message."""

    kind: str
    words: str


class _Table(NamedTuple):
    """What was taught: a row per bucket, how far a reading must lead, the digest of the letters, and the words that they hold."""

    rows: list[int]
    margin: int
    source: str
    words: frozenset[str]


def buckets(text: str) -> list[int]:
    """The numbers of a text's pieces: pieces of three to five letters, words, pairs of words, and what stands out in its shape."""
    text = text[:LIMIT]
    words = _words(text)
    found = {_bucket(piece) for word in words for piece in _pieces(word)}
    found.update(_bucket(f"{one} {two}") for one, two in pairwise(words))
    found.update(_bucket(name) for name, shape in _SHAPES if shape.search(text))
    found.add(_bucket(f"@long{min(len(words) // 8, 6)}"))
    return sorted(found)


def read_letter(text: str) -> Reading | None:
    """Who writes this, or None where the message is empty, short or could be read in two ways. Never raises; linear in its length."""
    return _read(text[:LIMIT]) if text else None


@lru_cache(maxsize=512)
def _read(text: str) -> Reading | None:
    table = _table()
    pieces = buckets(text)
    if len(pieces) < LEAST or not table.rows:
        return None
    lanes = _lanes(table, pieces)
    best = max(range(len(KINDS)), key=lanes.__getitem__)
    # Weights are those of a text of unit length: the root of the number of pieces stands below, squared here to stay with whole numbers.
    ahead = lanes[best] - max(lanes[other] for other in _others(best))
    if ahead * ahead < table.margin * table.margin * len(pieces):
        return None
    return Reading(KINDS[best], _spoke(table, text, best))


@cache
def _others(best: int) -> tuple[int, ...]:
    """The kinds that a reading must be ahead of."""
    alike = next((kinds for kinds in ALIKE if KINDS[best] in kinds), {KINDS[best]})
    return tuple(lane for lane, kind in enumerate(KINDS) if kind not in alike)


def _spoke(table: _Table, text: str, kind: int) -> str:
    """The two words that say most for a kind, of those that the letters hold: a name, a number or a secret is never quoted."""
    told = {}
    for word in re.findall(r"\w[\w'’-]*", text)[:200]:
        parts = _words(word)
        if word not in told and parts and table.words.issuperset(parts):
            told[word] = _lanes(table, [_bucket(piece) for part in parts for piece in _pieces(part)])[kind]
    best = sorted(told, key=lambda word: -told[word])[:2]
    return " … ".join(word for word in told if word in best)[:60] or WHOLE


def vocabulary(texts: Iterable[str], least: int = 2) -> set[str]:
    """The words without digits that at least ``least`` texts hold: one alone may hold a name."""
    counts = Counter(word for text in texts for word in set(_words(text)) if "0" not in word)
    return {word for word, count in counts.items() if count >= least}


def _words(text: str) -> list[str]:
    return re.sub(r"\d", "0", fold(text)).split()


def _pieces(word: str) -> list[str]:
    if _UNSPACED.search(word):
        return [word[at:at + size] for size in (2, 3, 4) for at in range(len(word) - size + 1)]
    padded = f"_{word[:40]}_"
    return [padded[at:at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)] + [word]


def _bucket(piece: str) -> int:
    return zlib.crc32(piece.encode("utf-8", "surrogatepass")) % BUCKETS


def _lanes(table: _Table, pieces: list[int]) -> list[int]:
    """The sums of weights per kind. A row holds all of a bucket's weights in one whole number, so that a piece costs one addition."""
    total = sum(map(table.rows.__getitem__, pieces))
    mask = (1 << _LANE) - 1
    return [(total >> _LANE * lane & mask) - _BIAS * len(pieces) for lane in range(len(KINDS))]


@cache
def _table() -> _Table:
    """The table as taught: margin and source, a signed byte per bucket and kind, the words of the letters."""
    try:
        packed = zlib.decompress(TABLE.read_bytes())
    except OSError:
        return _Table([], 0, "", frozenset())
    margin, source = struct.unpack_from(HEAD, packed)
    weights = struct.unpack_from(f"<{BUCKETS * len(KINDS)}b", packed, HEADER)
    width = len(KINDS)
    shifts = [_LANE * lane for lane in range(width)]
    rows = [sum(weight + _BIAS << shift for weight, shift in zip(weights[at:at + width], shifts)) for at in range(0, len(weights), width)]
    known = packed[HEADER + len(weights):].decode("utf-8").split()
    return _Table(rows, margin, source.hex(), frozenset(known))
