"""Erasure, tried from outside: to the last byte beside a running server, bystanders whole, nothing comes back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningCollector
from tests.strategies import NOW, entry
from tests.trust.canary import AGENT, CANARY, PERSON, canaries, page, running_collector, send, settled, where, winnow
from tracker.privacy import erase
from tracker.wall import erasing


def bystanders(count: int) -> list[dict]:
    """Other people, some of whom share pages and agents with the person."""
    told = []
    for number in range(count):
        base = {"anonymousId": f"by-{number}", "context": {"userAgent": AGENT, "ip": f"198.51.100.{number % 200}"}}
        told.append({**base, "type": "page", "messageId": f"bp{number}", "properties": {"url": "https://shop.example/pricing", "path": "/pricing", "title": "Pricing"}})
        if number % 3 == 0:
            told.append({**base, "type": "track", "event": "Quote Requested", "messageId": f"bq{number}", "properties": {"email": f"ann@acme{number}.example", "name": "Ann", "message": "Please send us an offer"}})
    return told


def lists(running: RunningCollector) -> dict[str, dict]:
    """All rows of all lists by id, without what changes with the clock."""
    rows = [row for name in ("leads", "review", "excluded") for row in running.get(f"/v1/{name}?limit=200")[name]]
    return {row["id"]: {name: value for name, value in row.items() if name not in ("local_time", "decision")} for row in rows}


def test_erasure_to_the_last_byte(own_collector: Callable[..., RunningCollector]) -> None:
    """Beside a running server and after a restart no canary stands anywhere; bystanders' rows are the same byte for byte."""
    running = own_collector()
    send(running, bystanders(60))
    settled(running)
    before = lists(running)
    for number in range(3):
        send(running, canaries(PERSON, number))
    settled(running)
    visitor = running.get(f"/v1/visitors/{PERSON['account']}")["id"]
    key = {"Authorization": f"Bearer {running.secret_key}", "Content-Type": "application/json"}
    assert 200 == running.call(f"/v1/visitors/{visitor}/disposition", {"outcome": "not_now", "note": f"{CANARY} note"}, key)[0]
    settled(running)
    running.get("/v1/leads")
    assert where(running.folder, CANARY), "the canaries should be there before"

    told = json.loads(winnow(running, "erase", PERSON["email"].upper(), "--json"))

    (site,) = told["sites"]
    assert [visitor] == site["visitors"] and 18 == site["removed"]["events"] and site["removed"]["texts"] >= 4
    assert {"done": True, "rewritten": False, "left": [], "why": ""} == told["disk"]
    assert {} == where(running.folder, CANARY)
    assert before == lists(running)
    assert "WRONG" not in winnow(running, "check")

    assert 0 == running.stop()
    assert {} == where(running.folder, CANARY)
    running.start()
    assert 0 == running.get("/readyz")["missing_events"]
    assert before == lists(running)
    assert {} == where(running.folder, CANARY)


def test_nothing_comes_back_and_contact_stays_off(own_collector: Callable[..., RunningCollector]) -> None:
    """After erasure a retry brings nothing back; the same address on a new device is a new visitor, never a lead."""
    running = own_collector()
    send(running, canaries(PERSON, 0))
    settled(running)
    assert 1 == running.get("/v1/leads")["total"]
    winnow(running, "erase", PERSON["device"])
    assert {} == lists(running)

    told = running.post("/v1/batch", {"batch": canaries(PERSON, 0)}, running.secret_key)[1]
    assert (0, 6) == (told["accepted"], told["repeated"])
    assert {} == lists(running)

    again = {"type": "track", "event": "Quote Requested", "anonymousId": "new-device", "properties": {"email": PERSON["email"], "message": "please send an offer"}}
    send(running, [{**again, "messageId": "n1"}, {**again, "anonymousId": "other-device", "messageId": "n2", "properties": {"phone": "0170/7777777", "email": "else@acme.example", "message": "please send an offer"}}])
    settled(running)
    rows = lists(running)
    assert 2 == len(rows) and {("excluded", "objected")} == {(row["list"], row["reason"]) for row in rows.values()}
    assert {1} == {row["events"] for row in rows.values()}
    assert "Nothing is kept" in winnow(running, "erase", "never-seen", code=1)


def all_over_again(store: Any) -> None:
    """Somebody takes the phone of u2 out and puts it back: who is one with u2 is worked out from the links that are left."""
    store.cut("shop", "d:phone", True)
    store.cut("shop", "d:phone", False)


def test_a_shared_computer_keeps_others_apart(tmp_path: Path) -> None:
    """Two accounts on one computer: erasing one does not merge what was done before signing in into the other."""
    collector = running_collector(tmp_path)
    store = collector.store
    store.record([entry(page("pc", "m1")), entry(page("pc", "m2", userId="u1")), entry(page("pc", "m3", userId="u2"))])
    collector.settle()
    apart = store.resolve("shop", "pc")

    erase(collector, "u1")
    store.record([entry(page("pc", "m4")), entry(page("pc", "m5", userId="u2")), entry(page("phone", "m6", userId="u2"))])
    all_over_again(store)
    collector.settle()

    assert apart == store.resolve("shop", "pc") != store.resolve("shop", "u2") and None is store.resolve("shop", "u1")
    assert not [line for line in store.check() if line.startswith("WRONG")]
    collector.close()


def test_an_address_of_two_accounts_still_joins_nobody(tmp_path: Path) -> None:
    """One of two accounts that gave the same address is erased: the address does not become the other one's alone."""
    collector, email = running_collector(tmp_path), {"email": "ann@acme.test"}
    store = collector.store

    def said(message: str, **ids: str) -> Any:
        return entry({"type": "identify", "messageId": message, "timestamp": NOW, "traits": email, **ids})

    store.record([said("m1", userId="u1"), said("m2", userId="u2"), said("m3", anonymousId="pc")])
    collector.settle()
    apart = store.resolve("shop", "pc")
    assert apart != store.resolve("shop", "u2")

    erase(collector, "u1")
    store.record([said("m4", anonymousId="pc"), said("m5", userId="u2"), entry(page("phone", "m6", userId="u2"))])
    all_over_again(store)

    assert apart == store.resolve("shop", "pc") != store.resolve("shop", "u2")
    collector.close()


def test_a_device_of_two_addresses_still_joins_nobody(tmp_path: Path) -> None:
    """A device that claimed two addresses: the owner of one is erased, and it does not become the other one's."""
    collector = running_collector(tmp_path)
    store = collector.store

    def said(message: str, email: str, trusted: bool = True, **ids: str) -> Any:
        return entry({"type": "identify", "messageId": message, "timestamp": NOW, "traits": {"email": email}, **ids}, trusted)

    store.record([said("m1", "ann@acme.test", userId="u1"), said("m2", "bo@acme.test", userId="u2")])
    store.record([said("m3", "ann@acme.test", False, anonymousId="pc"), said("m4", "bo@acme.test", False, anonymousId="pc")])
    collector.settle()
    apart = store.resolve("shop", "pc")
    assert apart != store.resolve("shop", "u2")

    erase(collector, "u1")
    store.record([said("m5", "bo@acme.test", False, anonymousId="pc"), entry(page("phone", "m6", userId="u2"))])
    all_over_again(store)

    assert apart == store.resolve("shop", "pc") != store.resolve("shop", "u2")
    collector.close()


def test_a_shared_address_needs_a_word(tmp_path: Path) -> None:
    """An address that many use erases nobody by accident."""
    collector = running_collector(tmp_path)
    told = [{"type": "identify", "anonymousId": f"d{n}", "messageId": f"m{n}", "timestamp": NOW, "traits": {"email": "ann@acme.test"}} for n in range(12)]
    collector.store.record([entry(message) for message in told])
    collector.settle()

    with pytest.raises(ValueError, match="many use it"):
        erase(collector, "ann@acme.test")
    assert 12 == sum(collector.store.counts("shop").values())
    erase(collector, "ann@acme.test", everyone=True)
    assert 0 == sum(collector.store.counts("shop").values())
    collector.close()


def test_an_id_inside_another_is_no_trace(tmp_path: Path) -> None:
    """dev-77 stands in dev-770 as well: that is somebody else's, not a trace."""
    collector = running_collector(tmp_path)
    collector.store.record([entry(page("dev-77", "m1")), entry(page("dev-770", "m2"))])

    assert {"done": True, "rewritten": False, "left": [], "why": ""} == erase(collector, "dev-77")["disk"]
    assert collector.store.resolve("shop", "dev-770")
    collector.close()


def test_a_reader_that_holds_the_log_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a reader needs the log the erasure says that it is not finished; the same command later finishes it."""
    collector = running_collector(tmp_path)
    collector.store.record([entry(page("canary-device", "m1"))])
    monkeypatch.setattr("tracker.privacy.TRIES", 1)
    other = sqlite3.connect(f"file:{tmp_path}/winnow.db?mode=ro", uri=True, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM events").fetchone()

    told = erase(collector, "canary-device")
    assert not told["disk"]["done"] and "reader" in told["disk"]["why"]
    other.execute("COMMIT")
    other.close()
    with pytest.raises(ValueError, match="Nothing is kept"):
        erase(collector, "canary-device")

    assert {} == where(tmp_path, "canary-device")
    collector.close()


def test_every_table_is_considered() -> None:
    """A new table must say what becomes of it at an erasure."""
    from tracker.wall import schema

    named = {word.split("(")[0].split()[2] for text in vars(schema).values() if isinstance(text, str) for word in text.split(";") if word.strip().startswith("CREATE TABLE")}
    assert named == set(erasing.TABLES)
