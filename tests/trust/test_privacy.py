"""A person's rights, tried from outside: erased to the last byte beside a running server, bystanders whole, objections kept."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.parse
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningCollector
from tests.strategies import NOW, SITE, WORLD, entry
from tracker.collector import Collector
from tracker.model import DAY_MS
from tracker.privacy import erase, retain
from tracker.rereading import reread_all
from tracker.settings import load
from tracker.wall import erasing, objecting
from tracker.wall.files import NoWall
from tracker.wall.packing import EXAMPLE

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
CANARY = "Zyxqanary"
PERSON = {"device": f"{CANARY}-device-77", "account": f"{CANARY}-account-77", "email": f"{CANARY.lower()}.person@{CANARY.lower()}mail.example"}


def winnow(running: RunningCollector, *arguments: str, code: int = 0) -> str:
    """A command beside the running server; what it printed."""
    done = subprocess.run([sys.executable, "-m", "tracker", *arguments, "--data", str(running.folder)], capture_output=True, text=True, timeout=120, env={**os.environ, "COLUMNS": "200"})
    assert code == done.returncode, (done.stdout, done.stderr)
    return done.stdout + done.stderr


def canaries(who: dict[str, str], number: int) -> list[dict]:
    """Messages with canaries wherever a string may stand."""
    base = {"anonymousId": who["device"], "userId": who["account"], "context": {"ip": "203.0.113.77", "userAgent": AGENT + f" {CANARY}Agent", "locale": f"de-{CANARY}", "headers": {"From": f"{CANARY}-header"}}}
    url = f"https://shop.example/pricing/{CANARY}-path?q={CANARY}-query"
    return [
        {**base, "type": "page", "messageId": f"{CANARY}-m1-{number}", "properties": {"url": url, "path": f"/pricing/{CANARY}-path", "title": f"{CANARY} title", "referrer": f"https://www.google.com/search?q={CANARY}"}},
        {**base, "type": "identify", "messageId": f"{CANARY}-m2-{number}", "traits": {"email": who["email"], "name": f"{CANARY} Person", "phone": "+49 170 7777777", "company": f"{CANARY} AG"}},
        {**base, "type": "track", "event": f"{CANARY} Event", "messageId": f"{CANARY}-m3-{number}", "properties": {f"{CANARY}key": [f"{CANARY}value", {"deep": f"{CANARY}deep"}], "comment": f"ü{CANARY}ü" * 40}},
        {**base, "type": "track", "event": "Quote Requested", "messageId": f"{CANARY}-m4-{number}", "properties": {"email": who["email"], "message": f"Please send an offer to {CANARY}"}},
        {**base, "type": "group", "groupId": f"{CANARY}-group", "messageId": f"{CANARY}-m5-{number}", "traits": {"name": f"{CANARY} Group"}},
        {**base, "type": "alias", "previousId": f"{CANARY}-before", "messageId": f"{CANARY}-m6-{number}"},
    ]


def bystanders(count: int) -> list[dict]:
    """Other people, some of whom share pages and agents with the person."""
    told = []
    for number in range(count):
        base = {"anonymousId": f"by-{number}", "context": {"userAgent": AGENT, "ip": f"198.51.100.{number % 200}"}}
        told.append({**base, "type": "page", "messageId": f"bp{number}", "properties": {"url": "https://shop.example/pricing", "path": "/pricing", "title": "Pricing"}})
        if number % 3 == 0:
            told.append({**base, "type": "track", "event": "Quote Requested", "messageId": f"bq{number}", "properties": {"email": f"ann@acme{number}.example", "name": "Ann", "message": "Please send us an offer"}})
    return told


def shapes(text: str) -> list[bytes]:
    """A text as it may stand somewhere: plain, percent-encoded, UTF-16, base64 at each of three offsets."""
    plain = text.encode()
    found = [plain, plain.lower(), plain.upper(), urllib.parse.quote(text, safe="").encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode(), json.dumps(text).encode()[1:-1]]
    for offset in range(3):
        told = base64.b64encode(b"x" * offset + plain)
        found.append(told[4 if offset else 0 : len(told) - 4])
    return sorted(set(found))


def where(folder: Path, text: str) -> dict[str, int]:
    """How often a text stands in each file of a folder, in any shape; squeezed list rows are looked into as well."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            hits = sum(body.count(shape) for shape in shapes(text))
            found |= {path.name: hits} if hits else {}
    db = sqlite3.connect(f"file:{folder}/winnow.db?mode=ro", uri=True)
    for table, column in (("verdicts", "row"), ("traits", "told"), ("events", "body")):
        for (body,) in db.execute(f"SELECT {column} FROM {table}"):
            plain = zlib.decompressobj(-15, zdict=EXAMPLE).decompress(body) if table == "verdicts" and body else body
            if text.lower().encode() in plain.lower():
                found[table] = found.get(table, 0) + 1
    db.close()
    return found


def lists(running: RunningCollector) -> dict[str, dict]:
    """All rows of all lists by id, without what changes with the clock."""
    rows = [row for name in ("leads", "review", "excluded") for row in running.get(f"/v1/{name}?limit=200")[name]]
    return {row["id"]: {name: value for name, value in row.items() if name not in ("local_time", "decision")} for row in rows}


def settled(running: RunningCollector) -> None:
    """Wait until everybody is judged."""
    running.until("/readyz", lambda told: told["touched"] == 0)


def send(running: RunningCollector, messages: list[dict]) -> None:
    """Keep trusted messages."""
    told = running.post("/v1/batch", {"batch": messages}, running.secret_key)[1]
    assert len(messages) == told["accepted"], told


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


def test_an_objection_comes_first(own_collector: Callable[..., RunningCollector]) -> None:
    """Somebody may object before anything is known of them, and after; a restart and an erasure do not forget it."""
    running = own_collector()
    winnow(running, "object", "early@acme.example", "--reason", "wrote a letter")
    asks = {"type": "track", "event": "Quote Requested", "properties": {"email": "early@acme.example", "message": "please send an offer"}}
    send(running, [{**asks, "anonymousId": "e1", "messageId": "e1"}, {**asks, "anonymousId": "e2", "messageId": "e2", "properties": {**asks["properties"], "email": "late@acme.example"}}])
    settled(running)
    assert ["late@acme.example"] == [row["email"] for row in running.get("/v1/leads")["leads"]]

    winnow(running, "object", "e2")
    settled(running)
    assert 0 == running.get("/v1/leads")["total"]

    running.kill()
    assert 0o600 == stat.S_IMODE((running.folder / objecting.FILE).stat().st_mode)
    running.start()
    winnow(running, "judge")
    settled(running)
    assert 0 == running.get("/v1/leads")["total"]
    db = sqlite3.connect(f"file:{running.folder}/winnow.db?mode=ro", uri=True)
    digests = [row[0] for row in db.execute("SELECT digest FROM suppressions")]
    db.close()
    assert digests and not [digest for digest in digests if ":" in digest]


def test_objections_without_their_key_are_refused(tmp_path: Path) -> None:
    """A database with objections whose key is lost does not start as if nobody had objected."""
    store, _ = opened(tmp_path)
    store.suppress("shop", "d:x", "objection", NOW, "v")
    store.close()
    (tmp_path / objecting.FILE).unlink()

    with pytest.raises(NoWall, match="Restore it"):
        opened(tmp_path)


def opened(folder: Path) -> tuple[Any, Any]:
    """A store with the test site, and a collector on it that is not serving."""
    collector = Collector(load({"data": str(folder)}, {}), now=lambda: NOW)
    if not collector.sites:
        collector.administer(lambda registry: registry.add_site(SITE, NOW))
    collector.writer.close()
    return collector.store, collector


def test_plain_objections_of_before_are_sealed(tmp_path: Path) -> None:
    """A database of an earlier version kept objections under plain keys; opening it seals them, and they still hold."""
    store, _ = opened(tmp_path)
    store._writer.execute("INSERT INTO suppressions VALUES (1, 'd:old', 'objection', 1)")
    store.close()
    store, _ = opened(tmp_path)
    store.record([entry({"type": "page", "anonymousId": "old", "messageId": "m", "timestamp": NOW})])

    assert "objection" == store.known("shop", store.resolve("shop", "old")).suppressed
    assert not [row for row in store.reader.execute("SELECT digest FROM suppressions") if ":" in row[0]]
    store.close()


def running_collector(folder: Path) -> Collector:
    """A collector on a folder, with the test site, whose clock stands at NOW."""
    collector = Collector(load({"data": str(folder)}, {}), now=lambda: NOW)
    collector.administer(lambda registry: registry.add_site(SITE, NOW))
    return collector


def page(device: str, message: str, path: str = "/", at: int = NOW, **more: Any) -> dict:
    """A page view."""
    return {"type": "page", "anonymousId": device, "messageId": message, "timestamp": at, "properties": {"path": path, "url": f"https://shop.test{path}"}, **more}


def test_a_shared_computer_keeps_others_apart(tmp_path: Path) -> None:
    """Two accounts on one computer: erasing one does not merge what was done before signing in into the other."""
    collector = running_collector(tmp_path)
    store = collector.store
    store.record([entry(page("pc", "m1")), entry(page("pc", "m2", userId="u1")), entry(page("pc", "m3", userId="u2"))])
    collector.settle()
    apart = store.resolve("shop", "pc"), store.resolve("shop", "u2")

    erase(collector, "u1")
    store.record([entry(page("pc", "m4")), entry(page("pc", "m5", userId="u2"))])
    collector.settle()

    assert apart == (store.resolve("shop", "pc"), store.resolve("shop", "u2")) and None is store.resolve("shop", "u1")
    assert not [line for line in store.check() if line.startswith("WRONG")]
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


def test_retention_deletes_and_a_rebuild_agrees(tmp_path: Path) -> None:
    """Events beyond retention_days go with their evidence; who has no other goes altogether; a rebuild changes nothing."""
    collector = running_collector(tmp_path)
    store = collector.store
    told = [page(f"d{n % 9}", f"m{n}", ("/careers", "/pricing", "/cart", f"/only-old-{n}")[n % 4], NOW - n * DAY_MS, context={"page": {"referrer": f"https://r{n}.test/"}}) for n in range(60)]
    told.append({"type": "identify", "anonymousId": "d1", "messageId": "i", "timestamp": NOW - 50 * DAY_MS, "traits": {"email": "ann@acme.test", "name": "Old Name"}})
    told.append(page("gone", "g1", "/vanished", NOW - 45 * DAY_MS))
    told.append({"type": "identify", "anonymousId": "gone", "messageId": "g2", "timestamp": NOW - 45 * DAY_MS, "traits": {"email": "vanished@acme.test"}})
    store.record([entry(message) for message in told])
    collector.settle()
    assert [{"site": "shop", "retention_days": 0, "removed": {}}] == retain(collector)
    collector.administer(lambda registry: registry.set_site(type(SITE)(**{**{f: getattr(SITE, f) for f in SITE.__struct_fields__}, "retention_days": 30})))

    (told_of,) = retain(collector)
    collector.settle()

    assert (32, 1) == (told_of["removed"]["events"], told_of["removed"]["visitors"]) and 31 == store.total_events()
    assert None is store.resolve("shop", "gone") and {} == where(tmp_path, "vanished")
    assert "name" not in store.known("shop", store.resolve("shop", "d1")).traits
    assert not [line for line in store.check() if line.startswith("WRONG")]
    live = {visitor: store.known("shop", visitor) for visitor in everybody(store)}
    reread_all(store, collector.writer.do, collector.sites, collector.rulebook, WORLD)
    assert live == {visitor: store.known("shop", visitor) for visitor in live} and len(live) == 9
    collector.close()


def everybody(store: Any) -> list[str]:
    """The ids of all visitors."""
    from tracker.wire import Ask

    return [row.visitor for place in ("lead", "review", "excluded") for row in store.slice(Ask(site="shop", place=place, limit=1000)).rows]


def test_access_tells_everything_and_is_noted(own_collector: Callable[..., RunningCollector]) -> None:
    """Access shows ids, traits, signs with words, events with address and agent, and who read it; the link opens the person's own page."""
    running = own_collector()
    send(running, canaries(PERSON, 0))
    settled(running)
    running.get("/v1/leads")
    prose = winnow(running, "access", PERSON["email"])
    told = json.loads(winnow(running, "access", PERSON["account"], "--format", "json", "--link"))

    (one,) = told["visitors"]
    assert PERSON["email"] in prose and "203.0.113.77" not in prose
    assert PERSON["email"] == one["traits"]["email"]["value"] and 6 == len(one["events"])
    assert {"203.0.113.77"} == {event["address"] for event in one["events"]}
    assert {"api", "access"} <= {decision["channel"] for decision in one["decisions"]}
    assert all(row["says"] for row in one["evidence"])
    path = urllib.parse.urlsplit(one["link"])
    address = f"{path.path}?{path.query}"

    status, mine, headers = running.call(address)
    assert 200 == status and one["id"] == mine["id"] and mine["verdict"] and mine["evidence"]
    assert headers["cache-control"] == "no-store"
    assert 200 == running.call(address, headers={"Accept": "text/html"})[0]
    assert 401 == running.call("/v1/me?token=forged")[0] == running.call("/v1/me")[0] == running.call(address[:-3] + "abc")[0]

    token = urllib.parse.parse_qs(path.query)["token"][0]
    status, said, _ = running.call("/v1/me/correct", {"token": token, "class": "student", "note": "I write a thesis", "traits": {"company": "Right Ltd"}}, {"Content-Type": "application/json"})
    assert (200, ["company"]) == (status, said["corrected"])
    settled(running)
    assert "Right Ltd" == running.get(f"/v1/visitors/{one['id']}")["traits"]["company"]
    assert [("student", "I write a thesis")] == [(row["says"], row["note"]) for row in running.get("/v1/reports/corrections")["corrections"]]
    assert 400 == running.call("/v1/me/correct", {"token": token, "class": "king"}, {"Content-Type": "application/json"})[0]

    (row,) = running.get("/v1/review")["review"]
    assert 0 == running.get("/v1/leads")["total"] and ("contested", None) == (row["reason"], row["decision"]) and "They say they are: student" in row["says"]
    key = {"Authorization": f"Bearer {running.secret_key}", "Content-Type": "application/json"}
    assert 200 == running.call(f"/v1/visitors/{one['id']}/disposition", {"class": "prospect", "note": "asked her"}, key)[0]
    settled(running)
    assert 1 == running.get("/v1/leads")["total"] and 0 == running.get("/v1/review")["total"], "a person has decided"
    assert 200 == running.call("/v1/me/object", {"token": token, "reason": "no calls"}, {"Content-Type": "application/json"})[0]
    settled(running)
    assert 0 == running.get("/v1/leads")["total"]
    winnow(running, "erase", one["id"])
    assert 401 == running.call(address)[0]


def test_privacy_control_keeps_out_of_outreach(own_collector: Callable[..., RunningCollector]) -> None:
    """A browser that sends Global Privacy Control is not led to sales, unless the person asks for an answer."""
    running = own_collector()
    base = {"context": {"headers": {"Sec-GPC": "1"}, "userAgent": AGENT}}
    for device, asks in (("quiet", False), ("asks", True)):
        pages = [page(device, f"{device}{n}", "/pricing", int(time.time() * 1000), **base) for n in range(4)]
        pages.append({"type": "identify", "anonymousId": device, "messageId": f"{device}i", "traits": {"email": f"{device}@acme.example", "title": "Head of Purchasing", "company": "Acme"}, **base})
        if asks:
            pages.append({"type": "track", "event": "Quote Requested", "anonymousId": device, "messageId": f"{device}q", "properties": {"message": "please send an offer", "email": f"{device}@acme.example"}, **base})
        send(running, pages)
    settled(running)

    assert ["asks@acme.example"] == [row["email"] for row in running.get("/v1/leads")["leads"]]
