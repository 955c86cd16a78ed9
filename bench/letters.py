"""Teaches the reader of messages (`tracker/reading/letters.py`) from `tracker/lexicon/letters` and prints how well it reads: `make letters`.

Two tables are made. `letters.npz`: what every letter means (multilingual-e5-small), and by kernel ridge regression how much each speaks
for every kind. `letters.bin`: every letter as a text of unit length over its pieces, weighed by a multinomial logistic regression
(scikit-learn), rounded to a signed byte; the phrases of `lexicon/texts` teach it too, at a third of a letter's weight. Figures come
from five folds: no letter is read by a table that has seen it.
"""
from __future__ import annotations

import hashlib
import struct
import sys
import tomllib
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tqdm import tqdm

from tracker.reading import likeness
from tracker.reading.letters import ALIKE, SHARPNESS, WORDS
from tracker.reading.pieces import BUCKETS, HEAD, KINDS, TABLE, buckets, vocabulary

LEXICON = TABLE.parent
PHRASE_WEIGHT = 0.3
STRENGTH = 30.0
RIDGE = 0.2
AXES = 192
"""Of 384: on messages that taught nothing as good as all, in half the bytes."""
FOLDS = 5
PHRASES = {
    "application": "application", "study": "study", "rfq": "enquiry", "need": "enquiry", "demo_request": "enquiry", "trial": "enquiry",
    "support": "customer", "order_reference": "customer", "invoice": "customer", "complaint_return": "customer", "spare_part": "customer",
    "existing_customer": "customer", "upsell": "upsell", "pitch": "pitch", "recruiter_pitch": "pitch", "partner": "partner", "press": "press",
    "investor": "investor", "research": "research", "thanks_feedback": "other", "competitor_probe": "probe"}  # fmt: skip


class Taught(NamedTuple):
    """Texts with who wrote them, their weight, their language, and whether they are letters (else phrases)."""

    texts: list[str]
    kinds: list[str]
    weights: list[float]
    languages: list[str]
    letters: int


def source() -> str:
    """The digest of everything that teaches; the table carries it, so that a test can tell that it is of today's letters."""
    digest = hashlib.sha256("".join(KINDS).encode())
    for file in _files():
        digest.update(file.stem.encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _files() -> list[Path]:
    return [*sorted((LEXICON / "letters").glob("*.toml")), *sorted((LEXICON / "texts").glob("*.toml"))]


def read() -> Taught:
    """All letters first, then all phrases."""
    letters, phrases = [], []
    for file in _files():
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if file.parent.name == "letters":
            letters += [(text, kind, 1.0, file.stem) for kind, texts in table.items() for text in texts]
        else:
            phrases += [(text.replace("*", ""), PHRASES[intent], PHRASE_WEIGHT, file.stem) for intent, texts in table["intents"].items() if intent in PHRASES for text in texts]
    rows = letters + phrases
    return Taught(*(list(column) for column in zip(*rows)), len(letters))


def matrix(texts: Iterable[str]) -> Any:
    """A row per text, a column per bucket; rows of unit length."""
    import numpy
    from scipy.sparse import csr_matrix

    rows = [buckets(text) for text in texts]
    places = numpy.concatenate([numpy.array(row, dtype=numpy.int32) for row in rows])
    values = numpy.concatenate([numpy.full(len(row), len(row) ** -0.5) for row in rows])
    return csr_matrix((values, places, numpy.cumsum([0, *map(len, rows)])), shape=(len(rows), BUCKETS))


def weights(rows: Any, kinds: Sequence[str], sample_weights: Sequence[float]) -> tuple[Any, float]:
    """Kinds x buckets, rounded to whole numbers of a signed byte, and how many nats one of them is."""
    import numpy
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=400, fit_intercept=False)
    model.fit(rows, list(kinds), sample_weight=list(sample_weights))
    lanes = model.coef_[[list(model.classes_).index(kind) for kind in KINDS]]
    unit = numpy.quantile(numpy.abs(lanes), 0.9995) / 127
    return numpy.clip(numpy.round(lanes / unit), -127, 127).astype(numpy.int8), float(unit)


def likenesses(meanings: Any, kinds: Sequence[str]) -> dict[str, Any]:
    """The table of what letters mean."""
    import numpy

    return likeness.taught(meanings, numpy.array([[kind == name for name in KINDS] for kind in kinds], dtype=float), AXES, RIDGE)


def unseen(taught: Taught, rows: Any, meanings: Any) -> Any:
    """Per letter, read by tables that have not seen it: the chance of every kind."""
    import numpy

    order = numpy.random.default_rng(7).permutation(taught.letters)
    told = numpy.zeros((taught.letters, len(KINDS)))
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        seen = numpy.setdiff1d(numpy.arange(len(taught.texts)), out)
        table, unit = weights(rows[seen], [taught.kinds[at] for at in seen], [taught.weights[at] for at in seen])
        letters = seen[seen < taught.letters]
        like = likeness.compare(likenesses(meanings[letters], [taught.kinds[at] for at in letters]), meanings[out])
        sums = SHARPNESS * like + WORDS * unit * (rows[out] @ table.T.astype(float))
        parts = numpy.exp(sums - sums.max(1, keepdims=True))
        told[out] = parts / parts.sum(1, keepdims=True)
    return told


def figures(taught: Taught, told: Any) -> None:
    """Print how often the likeliest row of `ALIKE` is right, of all and where it is likelier than 0.5 and 0.8; by kind and language."""
    import numpy

    groups = numpy.array([[sum(row[KINDS.index(kind)] for kind in kinds) for kinds in ALIKE] for row in told])
    best, sure = groups.argmax(1), groups.max(1)
    right = numpy.array([kind in ALIKE[at] for kind, at in zip(taught.kinds, best)])
    for least in (0, 0.5, 0.8):
        print(f"likelier than {least}: {(sure > least).mean():.3f} of the letters, of those right {right[sure > least].mean():.3f}")
    print("share of letters by row:", [round(sum(taught.kinds[:taught.letters].count(kind) for kind in kinds) / taught.letters, 3) for kinds in ALIKE])
    for label, column in (("kind", taught.kinds), ("language", taught.languages)):
        for name in sorted(set(column[:taught.letters])):
            mine = numpy.array([at for at in range(taught.letters) if column[at] == name])
            heard = mine[sure[mine] > 0.5]
            print(f"  {label} {name:12s} n={len(mine):4d} right {right[mine].mean():.2f}, likelier than 0.5 {len(heard) / len(mine):.2f}, of those right {right[heard].mean() if len(heard) else 0:.2f}")


def main() -> None:
    """Teach, print figures, write the tables."""
    import numpy

    taught = read()
    rows = matrix(taught.texts)
    meanings = numpy.array([likeness.meaning(likeness.plain(text)) for text in tqdm(taught.texts[:taught.letters], desc="what letters mean")])
    print(f"{taught.letters} letters in {len(set(taught.languages[:taught.letters]))} files, {len(taught.texts) - taught.letters} phrases")
    figures(taught, unseen(taught, rows, meanings))
    table, unit = weights(rows, taught.kinds, taught.weights)
    packed = struct.pack(HEAD, round(unit * 1e6), bytes.fromhex(source())) + table.T.tobytes() + "\n".join(sorted(vocabulary(taught.texts))).encode()
    TABLE.write_bytes(zlib.compress(packed, 9))
    numpy.savez_compressed(likeness.TABLE, **likenesses(meanings, taught.kinds[:taught.letters]))
    print(f"{TABLE.stat().st_size / 1000:.0f} KB of pieces, {likeness.TABLE.stat().st_size / 1000:.0f} KB of meanings")


if __name__ == "__main__":
    sys.exit(main())
