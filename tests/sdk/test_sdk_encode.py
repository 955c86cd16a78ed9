"""Whatever a host puts into properties becomes JSON that every reader takes."""

from __future__ import annotations

import dataclasses
import enum
import ipaddress
import json
import pathlib
from collections import OrderedDict, deque
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from uuid import UUID

import pytest
from winnow.encode import encode

UTC = timezone.utc  # noqa: UP017 (datetime.UTC is new in 3.11, the SDK runs on 3.10)


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@dataclasses.dataclass
class Plan:
    name: str
    price: Decimal


class Secret:
    def __repr__(self):
        return "password=hunter2"


def strict(message):
    """Read back as RFC 8259 says: no NaN, valid UTF-8."""

    def never(text):
        raise AssertionError(text)

    return json.loads(encode(message).decode("utf-8"), parse_constant=never)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (float("-inf"), None),
        (Decimal("19.99"), 19.99),
        (Decimal("NaN"), None),
        (Decimal("Infinity"), None),
        (Decimal("sNaN"), None),
        (Fraction(10**400), None),
        (Fraction(1, 4), 0.25),
        (datetime(2026, 1, 2, 3, 4, 5, 6000, tzinfo=UTC), "2026-01-02T03:04:05.006Z"),
        (datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=2))), "2026-01-02T01:00:00.000Z"),
        (date(2026, 1, 2), "2026-01-02"),
        (time(3, 4), "03:04:00"),
        (timedelta(minutes=1.5), 90.0),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (b"caf\xc3\xa9", "café"),
        (b"\xff\x00", "/wA="),
        (bytearray(b"ab"), "ab"),
        (memoryview(b"ab"), "ab"),
        ({3, 1, 2}, [1, 2, 3]),
        (frozenset(["b", "a"]), ["a", "b"]),
        ((1, 2), [1, 2]),
        (deque([1, 2]), [1, 2]),
        (OrderedDict(a=1), {"a": 1}),
        (MappingProxyType({"a": 1}), {"a": 1}),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (Plan("pro", Decimal("9.5")), {"name": "pro", "price": 9.5}),
        (pathlib.PurePosixPath("/a"), "/a"),
        (ipaddress.ip_address("::1"), "::1"),
        (10**400, None),
        (2**70, 2**70),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        ("नमस्ते 🙂", "नमस्ते 🙂"),
        (Secret(), None),
        ({1: "int", None: "none", (1, 2): "tuple", Colour.RED: "enum", 2.5: float("nan")},
         {"1": "int", "null": "none", "[1,2]": "tuple", "red": "enum", "2.5": None}),
        ({"deep": [{"nan": float("nan"), "when": date(2026, 1, 2)}]}, {"deep": [{"nan": None, "when": "2026-01-02"}]}),
    ],
)  # fmt: skip
def test_values(value, sent):
    assert strict({"v": value}) == {"v": sent}


def test_a_cycle_ends_in_null():
    ring: dict = {"name": "ring"}
    ring["self"] = ring
    assert strict(ring) == {"name": "ring", "self": None}


def test_the_same_object_twice_is_no_cycle():
    shared = {"nan": float("nan")}
    assert strict({"a": shared, "b": shared}) == {"a": {"nan": None}, "b": {"nan": None}}


def test_ten_thousand_levels_are_cut():
    deep: list = []
    for _ in range(10_000):
        deep = [deep]
    assert len(encode({"v": deep})) < 200


def test_an_unknown_type_is_told_once_and_never_shown(caplog):
    class Account(Secret):
        pass

    for _ in range(3):
        assert strict({"v": Account()}) == {"v": None}
    assert len(caplog.records) == 1 and "Account" in caplog.text and "hunter2" not in caplog.text


def test_numpy_like_values_by_their_own_tolist():
    class Scalar:
        dtype = "int64"

        def tolist(self):
            return 5

    assert strict({"v": Scalar()}) == {"v": 5}


def test_law_whatever_is_nested_the_result_is_strict_json():
    hypothesis = pytest.importorskip("hypothesis", reason="needs the pip package hypothesis: pip install -r requirements-dev.txt")
    st = hypothesis.strategies
    leaves = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary()
        | st.decimals() | st.datetimes() | st.dates() | st.timedeltas() | st.uuids() | st.fractions()
        | st.builds(Secret)
    )  # fmt: skip
    keys = st.text(st.characters()) | st.integers() | st.floats() | st.none() | st.tuples(st.integers())
    values = st.recursive(
        leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner) | st.tuples(inner), max_leaves=20
    )

    @hypothesis.settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @hypothesis.given(values)
    def law(value):
        assert strict({"v": value}).keys() == {"v"}

    law()
