"""Who is who, on every store: what strangers claim, what the owner's back end says, what people join and cut."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.shelves.test_stores import STORES, judged, page
from tests.strategies import NOW, SITE, entry
from tracker.identity import account_key, device_key, email_key, public_id
from tracker.wall.schema import migrate, migrations

CAREERS = tuple((f"/careers/{number}", f"c{number}") for number in range(500))
BOT = "python-requests/2.31"


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """An empty store of each kind."""
    made = STORES[request.param](tmp_path, [SITE])
    yield made
    made.close()


def said(kind: str, message: str, device: str = "", user: str = "", **more: Any) -> dict:
    """A message of any kind."""
    ids = {"anonymousId": device or None, "userId": user or None}
    return {"type": kind, "messageId": message, "timestamp": NOW, **ids, **more}


def public(*messages: dict) -> list[Any]:
    """What anybody can send with the key of the page."""
    return [entry(message, trusted=False) for message in messages]


def trusted(*messages: dict) -> list[Any]:
    """What the owner's back end says."""
    return [entry(message) for message in messages]


def wants(user: str, prefix: str, device: str = "", **traits: Any) -> list[dict]:
    """Somebody who looks at prices and asks for a demo."""
    ids = {"device": device, "user": user}
    where = {"properties": {"url": "https://shop.test/pricing", "path": "/pricing"}}
    fields = {"event": "Demo Requested", "properties": {"email": traits.get("email", "")}}
    return [said("identify", f"{prefix}i", **ids, traits=traits), said("page", f"{prefix}p", **ids, **where), said("track", f"{prefix}t", **ids, **fields)]


def rubbish(user: str = "", address: str = "", device: str = "stranger") -> list[Any]:
    """500 careers pages, an application, a program's agent: under somebody else's id or address."""
    told = [page(device, f"{device}{name}", path, userId=user or None) for path, name in CAREERS]
    told.append(said("track", f"{device}a", device, user, event="Application Submitted", properties={"email": address} if address else {}))
    entries = public(*told, said("identify", f"{device}i", device, user, traits={"email": address} if address else {}))
    return entries


def row_of(store: Any, identity: str) -> Any:
    """The list row of whoever has this id."""
    return judged(store)[store.resolve("shop", identity)]


# -- claims --


def test_a_stranger_cannot_exclude_whom_the_back_end_knows(store: Any) -> None:
    """500 careers pages and an application under a known buyer's id: the buyer stays a prospect, for a person to look at."""
    store.record(trusted(*wants("buyer", "b", email="ann@acme.test")))
    assert "lead" == row_of(store, "buyer").place

    store.record(rubbish("buyer"))

    row = row_of(store, "buyer")
    assert ("review", "disputed", "prospect") == (row.place, row.row["reason"], row.row["class"])
    assert store.resolve("shop", "stranger") == store.resolve("shop", "buyer")  # it is shown, it only does not count


def test_a_stranger_cannot_exclude_a_buyer_whom_only_pages_know(store: Any) -> None:
    """The site has only the snippet, or its back end said no more than who it is: the honest device still speaks."""
    store.record(public(*wants("buyer", "b", "laptop", email="ann@acme.test")))
    assert "lead" == row_of(store, "buyer").place

    store.record(rubbish("buyer"))
    assert ("review", "disputed", "prospect") == _told(row_of(store, "buyer"))

    store.record(trusted(said("identify", "crm", user="buyer", traits={"email": "ann@acme.test"})))
    assert ("review", "disputed", "prospect") == _told(row_of(store, "buyer"))


def _told(row: Any) -> tuple[str, str, str]:
    return row.place, row.row["reason"], row.row["class"]


def test_a_claimed_address_cannot_exclude_its_owner(store: Any) -> None:
    """The address of a buyer typed into an application by somebody else."""
    store.record(trusted(*wants("buyer", "b", email="ann@acme.test")))
    store.record(rubbish(address="ann@acme.test"))

    assert ("review", "disputed", "prospect") == _told(row_of(store, "buyer"))


def test_a_stranger_cannot_reclassify_a_customer(store: Any) -> None:
    """A known customer who was not on the lead list stays a customer, where they were: nobody need look."""
    store.record(trusted(said("identify", "b", user="owner", traits={"email": "ann@acme.test", "customer": True})))
    before = _told(row_of(store, "owner"))
    assert ("excluded", "settled_customer", "customer") == before

    store.record(rubbish("owner"))

    assert before == _told(row_of(store, "owner"))


@pytest.mark.parametrize("typed", [{}, {"email": "other@gmail.com"}])
def test_a_stranger_is_no_lead_with_a_customers_contact_data(store: Any, typed: dict) -> None:
    """A claim that names a known account, but not its address, makes nobody a lead."""
    store.record(trusted(said("identify", "b", user="owner", traits={"email": "ann@acme.test", "phone": "+44 20 7946 0000"})))
    store.record(public(*wants("owner", "s", "stranger", **typed)))

    row = row_of(store, "owner")
    assert ("review", "unconfirmed") == (row.place, row.row["reason"])


def test_an_objection_is_heard_whoever_sends_it(store: Any) -> None:
    """Global Privacy Control of a claimed device keeps a lead off the list, and no list for review brings them back."""
    store.record(trusted(said("identify", "b", user="ann", traits={"email": "ann@acme.test"})))
    store.dispose("shop", store.resolve("shop", "ann"), {"class": "prospect", "outcome": "", "note": "", "author": "me", "at": NOW})
    assert "lead" == row_of(store, "ann").place

    where = {"url": "https://shop.test/", "path": "/"}
    store.record([entry(said("page", "g", "laptop", "ann", properties=where), trusted=False, headers={"sec-gpc": "1"})])

    assert ("excluded", "no_consent") == _told(row_of(store, "ann"))[:2]


def test_the_ordinary_site_with_the_snippet_alone_works(store: Any) -> None:
    """All is claimed there; a login on a second device is the same person, and a lead."""
    store.record(public(*wants("u1", "a", "laptop", email="ann@acme.test")))
    store.record(public(page("phone", "p0", "/products"), said("identify", "p1", "phone", "u1", traits={"email": "ann@acme.test"})))

    assert 1 == len(judged(store))
    assert "lead" == row_of(store, "phone").place


def test_snippet_and_back_end_are_one_person(store: Any) -> None:
    """A visitor signs up in the browser and gives the address; the back end tells the rest without the anonymousId."""
    store.record(public(*wants("u1", "a", "laptop", email="ann@acme.test")))
    store.record(trusted(said("identify", "b", user="u1", traits={"email": "Ann@acme.test", "plan": "trial"})))

    assert 1 == len(judged(store))
    assert ("lead", "qualified", "prospect") == _told(row_of(store, "laptop"))


def test_a_trusted_word_confirms_a_device(store: Any) -> None:
    """Once the back end names device and account together, what the device did counts like its own words."""
    store.record(trusted(said("identify", "b", user="owner", traits={"email": "ann@acme.test"})))
    store.record(public(*wants("owner", "s", "laptop")))
    assert "unconfirmed" == row_of(store, "owner").row["reason"]

    store.record(trusted(said("identify", "c", "laptop", "owner")))

    assert "lead" == row_of(store, "owner").place
    assert not store.known("shop", store.resolve("shop", "owner")).parts


def test_a_public_message_without_device_is_a_claim_too(store: Any) -> None:
    """Evidence under a bare userId is not laid where the back end's own lies."""
    store.record(trusted(*wants("buyer", "b", email="ann@acme.test")))
    store.record(public(*(said("track", f"x{number}", user="buyer", event="Application Submitted") for number in range(9))))
    store.record(public(*(page("", f"y{number}", f"/careers/{number}", userId="buyer") for number in range(60))))

    assert ("review", "disputed", "prospect") == _told(row_of(store, "buyer"))


def test_claims_cannot_break_up_what_is_sure(store: Any) -> None:
    """Neither 250 devices that claim an account and an address, nor a second account that claims the address."""
    store.record(trusted(said("identify", "m0", "laptop", "ceo", traits={"email": "ann@acme.test"}), said("identify", "m1", "phone", "ceo", traits={"email": "ann@acme.test"})))
    store.record(trusted(said("identify", "m2", "tablet", traits={"email": "ann@acme.test"})))
    whole = store.resolve("shop", "ceo")

    told = [said("identify", f"s{number}", f"s{number}", "ceo", traits={"email": "ann@acme.test"}) for number in range(250)]
    store.record(public(*told, said("identify", "z", "s0", "zzz", traits={"email": "ann@acme.test"})))

    assert {whole} == {store.resolve("shop", identity) for identity in ("laptop", "phone", "tablet", "ceo")}
    assert whole != store.resolve("shop", "s7")


def test_one_device_cannot_make_one_person_of_many(store: Any) -> None:
    """It claims the addresses and the ids of several people: they stay several."""
    for number in range(3):
        store.record(public(said("identify", f"h{number}", f"home{number}", traits={"email": f"p{number}@acme.test"})))
        store.record(trusted(said("identify", f"t{number}", user=f"u{number}", traits={"email": f"q{number}@acme.test"})))
    for number in range(3):
        store.record(public(said("identify", f"s{number}", "stranger", traits={"email": f"p{number}@acme.test"})))
        store.record(public(said("identify", f"r{number}", "stranger", f"u{number}", traits={"email": f"p{number}@acme.test"})))

    people = [f"home{number}" for number in range(3)] + [f"u{number}" for number in range(3)]
    assert 6 == len({store.resolve("shop", person) for person in people})


def test_a_public_alias_names_no_account(store: Any) -> None:
    """With the page's key nobody joins two accounts."""
    store.record(trusted(said("identify", "a", user="one"), said("identify", "b", user="two")))
    store.record(public(said("alias", "c", user="one", previousId="two"), said("alias", "d", "dev", "two", previousId="one")))

    assert store.resolve("shop", "one") != store.resolve("shop", "two")


def test_a_public_message_cannot_occupy_a_trusted_id(store: Any) -> None:
    """Whoever guesses a messageId keeps nothing out; each sender's own retry is still known."""
    order = said("track", "order-1001", user="u1", event="Order Completed", properties={"revenue": 100})
    assert [False] == store.record(public(said("page", "order-1001", "stranger")))

    assert [False, True] == store.record(trusted(order, order))
    assert [True] == store.record(public(said("page", "order-1001", "stranger")))


# -- people --


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
