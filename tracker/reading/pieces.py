"""Which words a kind of writer uses: the second way to read a message, and the one that can quote.

It weighs pieces of words, was taught with the letters of `lexicon/letters/<language>.toml` and the phrases of `lexicon/texts`
(`make letters`), and knows nothing but its table `lexicon/letters.bin`: whole numbers, the same on every machine.
"""
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tracker.fold import fold

KINDS = ("enquiry", "customer", "upsell", "application", "study", "pitch", "partner", "press", "investor", "research", "probe", "spam", "other")
"""Who writes. The order is that of both tables' columns."""
BUCKETS = 1 << 16
LIMIT = 2_000
"""Characters of a message that are read: what it is about stands in front."""
HEAD = "<i32s"
HEADER = struct.calcsize(HEAD)
WHOLE = "the whole message"
TABLE = Path(__file__).parent.parent / "lexicon" / "letters.bin"

_LANE = 24
_BIAS = 128
"""Makes every weight positive; 16,000 pieces fit into a lane, and 2,000 characters have at most 8,000."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SHAPES = (("@url", re.compile(r"https?://|www\.\w|\w\.(?:com|net|ru|info|top|xyz|io)\b", re.IGNORECASE)), ("@ask", re.compile("[?？؟;՞]")), ("@money", re.compile("[$€£¥₽₴₺₹₩]|%")), ("@number", re.compile(r"\d{5,}|[A-Z]{1,4}[-/ ]?\d{3,}")), ("@phone", re.compile(r"\+?\d[\d ()/-]{8,}\d")))


class _Table(NamedTuple):
    """What was taught: a row per bucket, how much one unit of weight is in millionths of a nat, the digest of the letters, their words."""

    rows: list[int]
    unit: int
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


def leanings(text: str) -> list[float] | None:
    """How much the words of a text speak for each of `KINDS`, in nats, before any is ruled out; None without a table. Linear in the text's length."""
    table = _table()
    pieces = buckets(text)
    if not table.rows:
        return None
    # Weights are those of a text of unit length: the root of the number of pieces stands below.
    share = table.unit / 1e6 / len(pieces) ** 0.5
    return [lane * share for lane in _lanes(table, pieces)]


def spoke(text: str, kind: int) -> str:
    """The two words that say most for a kind, of those that the letters hold: a name, a number or a secret is never quoted."""
    table = _table()
    told: dict[str, int] = {}
    for word in re.findall(r"\w[\w'’-]*", text[:LIMIT])[:200]:
        parts = _words(word)
        if word not in told and parts and table.words.issuperset(parts):
            told[word] = _lanes(table, [_bucket(piece) for part in parts for piece in _pieces(part)])[kind]
    best = sorted(told, key=lambda word: -told[word])[:2]
    return " … ".join(word for word in told if word in best)[:60] or WHOLE


def source() -> str:
    """The digest of the letters that taught the table."""
    return _table().source


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
    """The table as taught: unit and source, a signed byte per bucket and kind, the words of the letters."""
    try:
        packed = zlib.decompress(TABLE.read_bytes())
    except OSError:
        return _Table([], 0, "", frozenset())
    unit, source = struct.unpack_from(HEAD, packed)
    weights = struct.unpack_from(f"<{BUCKETS * len(KINDS)}b", packed, HEADER)
    width = len(KINDS)
    shifts = [_LANE * lane for lane in range(width)]
    rows = [sum(weight + _BIAS << shift for weight, shift in zip(weights[at:at + width], shifts)) for at in range(0, len(weights), width)]
    known = packed[HEADER + len(weights):].decode("utf-8").split()
    return _Table(rows, unit, source.hex(), frozenset(known))
