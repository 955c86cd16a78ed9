"""Who is who, on every store: what people join and cut, and that stores and orders of arrival agree on it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.shelves.walls import STORES, judged, page, public, row_of, said, trusted
from tests.strategies import NOW, SITE, entry
from tracker.identity import account_key, device_key, email_key, public_id
from tracker.wall.schema import migrate, migrations


def test_a_cut_belongs_to_the_part(store: Any) -> None:
    """A link that comes later does not bring back what a person took out."""
    store.record(trusted(said("identify", "a", "laptop", "u1"), said("identify", "b", "library", "u1")))
    store.cut("shop", device_key("library"), True)
    store.record(trusted(page("library", "c", "/pricing"), page("library", "d", "/careers", userId="u1")))
    store.record(trusted(*(said("identify", f"e{device}", device, traits={"email": "ann@acme.test"}) for device in ("laptop", "library"))))
    assert store.resolve("shop", "library") != store.resolve("shop", "u1")

    store.cut("shop", device_key("library"), False)
    assert store.resolve("shop", "library") == store.resolve("shop", "u1")


def test_a_cut_joins_no_bystanders(store: Any) -> None:
    """Taking one account off a shared computer does not give the computer to the other one."""
    store.record(trusted(page("pc", "a"), page("pc", "b", userId="u1"), page("pc", "c", userId="u2")))
    apart = {store.resolve("shop", identity) for identity in ("pc", "u1", "u2")}
    store.cut("shop", "u:pc\x1fu1", True)

    assert 3 == len({store.resolve("shop", identity) for identity in ("pc", "u1", "u2")} | {store.resolve("shop", "pc")}) == len(apart)


def test_a_merge_is_undone_by_itself(store: Any) -> None:
    """Of three merges one is taken back: that one and nothing more, with what sales said of either side."""
    for name in "abcd":
        store.record(trusted(page(name, f"m{name}", "/pricing")))
    before = judged(store)
    store.dispose("shop", store.resolve("shop", "c"), {"class": "student", "outcome": "", "note": "", "author": "me", "at": NOW})
    numbers = [store.join("shop", one, other, "me", NOW) for one, other in ("ab", "bc", "cd")]
    whole = store.resolve("shop", "a")
    assert numbers == [row["merge"] for row in store.merges("shop", whole)]
    assert 1 == len(judged(store)) == len(store.known("shop", whole).dispositions)

    assert store.disjoin("shop", numbers[1])
    assert not store.disjoin("shop", numbers[1])

    assert store.resolve("shop", "a") == store.resolve("shop", "b") != store.resolve("shop", "c") == store.resolve("shop", "d")
    assert [0, 1] == [len(store.known("shop", store.resolve("shop", name)).dispositions) for name in "ac"]
    assert store.resolve("shop", whole) in judged(store)
    store.disjoin("shop", numbers[0]), store.disjoin("shop", numbers[2])
    assert {name: row for name, row in before.items() if name != store.resolve("shop", "c")} == {name: row for name, row in judged(store).items() if name != store.resolve("shop", "c")}


def test_a_merge_that_joins_nothing_is_refused(store: Any) -> None:
    """A shared computer, a part that was taken out, the same visitor: nothing is kept of it."""
    store.record(trusted(page("pc", "a"), page("pc", "b", userId="u1"), page("pc", "c", userId="u2"), page("other", "d")))
    store.cut("shop", device_key("other"), True)

    for one, other in (("pc", "u1"), ("other", "u1"), ("u1", "u1")):
        assert 0 == store.join("shop", store.resolve("shop", one), store.resolve("shop", other), "me", NOW)
        assert [] == store.merges("shop", store.resolve("shop", one))
    assert store.join("shop", store.resolve("shop", "u1"), store.resolve("shop", "u2"), "me", NOW)


def test_an_old_id_leads_to_somebody(store: Any) -> None:
    """After every cut each id ever given leads to a visitor who stands on a list."""
    told = [said("identify", f"m{number}", f"d{number}", "u1", traits={"email": "ann@acme.test"}) for number in range(4)]
    store.record(trusted(*told))
    ids = [store.resolve("shop", "u1"), "u1", *(public_id("shop", key) for key in (account_key("u1"), email_key("ann@acme.test"), device_key("d2")))]
    for key in (account_key("u1"), email_key("ann@acme.test"), "u:d1\x1fu1"):
        store.cut("shop", key, True)
        rows = judged(store)
        assert {store.resolve("shop", identity) for identity in ids} <= set(rows)


def test_what_sales_said_stays_with_the_account(store: Any) -> None:
    """A device taken out takes no disposition along."""
    store.record(trusted(said("identify", "a", user="u1"), said("identify", "b", "d1", "u1"), page("d1", "c")))
    store.dispose("shop", store.resolve("shop", "d1"), {"class": "customer", "outcome": "", "note": "", "author": "me", "at": NOW})
    store.cut("shop", device_key("d1"), True), store.cut("shop", "u:d1\x1fu1", True)

    assert "customer" == row_of(store, "u1").row["class"]
    assert not store.known("shop", store.resolve("shop", "d1")).dispositions


def test_a_new_device_costs_no_walk(tmp_path: Path) -> None:
    """The hundredth device of an account is linked in as many statements as the tenth."""
    with contextlib.closing(STORES["sqlite"](tmp_path, [SITE])) as store:
        costs = []
        for number in range(100):
            told: list[str] = []
            store._writer.set_trace_callback(told.append)
            store.record(public(page(f"d{number}", f"m{number}", userId="u1")))
            store._writer.set_trace_callback(None)
            costs.append(len(told))

    assert 1.2 * costs[9] >= costs[99] > 0


def test_a_wall_of_before_keeps_its_cuts(tmp_path: Path) -> None:
    """The migration: links stay, a node all of whose links were cut is cut, and a rebuild tells sure links from claimed ones."""
    with contextlib.closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as db:
        migrations.apply(Database(db), stop_before="m004_words_for_links")
        db.execute("INSERT INTO nodes (id, site, key, public, visitor) VALUES (1, 1, 'a:u', x'01', 1), (2, 1, 'd:x', x'02', 1), (3, 1, 'd:y', x'03', 3)")
        db.execute("INSERT INTO links (a, b, cut) VALUES (1, 2, 0), (1, 3, 1)")
        migrate(db)

        assert [(1, 2, 0), (1, 3, 0)] == db.execute("SELECT a, b, sure FROM links ORDER BY a, b").fetchall()
        assert [(1, 0), (2, 0), (3, 1)] == db.execute("SELECT id, cut FROM nodes ORDER BY id").fetchall()


IDS = st.sampled_from(["", "d1", "d2", "d3", "d4"]), st.sampled_from(["", "u1", "u2", "u3"])
MAILS = ("ann@acme.test", "bo@acme.test")


@st.composite
def sightings(draw: st.DrawFn) -> tuple[dict, bool]:
    """A message that links ids, and whether its sender was trusted."""
    device, user = (draw(ids) for ids in IDS)
    device = device if device or user else "d5"
    kind = draw(st.sampled_from(["identify", "page", "alias"]))
    told = said(kind, f"m{draw(st.integers(0, 10**6))}", device, user, previousId=draw(st.sampled_from(["d1", "d2", "u1"])) if kind == "alias" else None)
    if kind == "identify":
        told["traits"] = {"email": draw(st.sampled_from(MAILS))}
    told["properties"] = {"url": "https://shop.test/careers", "path": "/careers"} if kind == "page" else {}
    return told, draw(st.booleans())


ACTS = st.tuples(st.sampled_from(["cut", "uncut", "join", "disjoin", "dispose"]), *IDS, st.integers(0, 3))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(told=st.lists(sightings(), min_size=1, max_size=12), acts=st.lists(ACTS, max_size=5), order=st.randoms(use_true_random=False))
def test_stores_and_orders_agree(tmp_path_factory: pytest.TempPathFactory, told: list, acts: list, order: Any) -> None:
    """Claims, trusted words, merges and cuts, in any order of arrival and on any store: the same visitors and rows."""
    entries = [entry(message, trusted=sure) for message, sure in {(message["messageId"], sure): (message, sure) for message, sure in told}.values()]
    answers = []
    for name in sorted(STORES):
        for shuffled in (False, True):
            mixed = list(entries)
            if shuffled:
                order.shuffle(mixed)
            answers.append(_answer(STORES[name](tmp_path_factory.mktemp("wall"), [SITE]), mixed, acts))

    for answer in answers[1:]:
        assert answers[0] == answer


def _answer(store: Any, entries: list, acts: list) -> Any:
    """All that a store says of everybody after these entries and acts."""
    with contextlib.closing(store):
        for start in range(0, len(entries), 3):
            store.record(entries[start : start + 3])
        for act in acts:
            _do(store, *act)
        rows = judged(store)
        return rows, {visitor: store.known("shop", visitor) for visitor in rows}, [store.merges("shop", visitor) for visitor in sorted(rows)]


def _do(store: Any, verb: str, device: str, user: str, number: int) -> None:
    """One act of a person, if the ids exist."""
    one, other = (store.resolve("shop", identity) if identity else None for identity in (device, user))
    if verb in ("cut", "uncut") and one:
        store.cut("shop", device_key(device), verb == "cut")
    if verb == "join" and one and other and one != other:
        store.join("shop", one, other, "me", NOW)
    if verb == "disjoin":
        store.disjoin("shop", number)
    if verb == "dispose" and one and store.known("shop", one).events:
        store.dispose("shop", one, {"class": "student", "outcome": "", "note": "", "author": "me", "at": NOW})
