"""Webhooks, tried from outside: a real receiver in another process, a real server, kill -9, erasure, private addresses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.test_openapi import fits
from tests.conftest import ROOT, RunningCollector, free_port
from tests.strategies import NOW, SITE, entry
from tests.trust.canary import CANARY, PERSON, canaries, running_collector, send, settled, where, winnow
from tracker import addressbook
from tracker.collector import Collector
from tracker.deliver import AGAIN, attempt
from tracker.model import DAY_MS, Judged
from tracker.parcel import ERASED, EVENTS, TEST
from tracker.wall.outbox import kinds

standardwebhooks = pytest.importorskip("standardwebhooks", reason="needs what setup.cfg names: make setup")


class Receiving:
    """The receiver's process: ``url``, what it got, how it is to answer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("receiver.py")), str(folder)], stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/hook/token"

    def answer(self, *told: dict[str, Any]) -> None:
        """How to answer from the first request on; the last for good."""
        (self.folder / "answers").write_text(json.dumps(told))

    def got(self, count: int = 0, seconds: float = 20) -> list[dict[str, Any]]:
        """What came, as soon as there are so many: path, headers, body (text), told (its JSON)."""
        deadline = time.monotonic() + seconds
        while True:
            file = self.folder / "requests"
            rows = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
            if len(rows) >= count:
                return [{**row, "told": json.loads(row["body"])} for row in rows]
            assert time.monotonic() < deadline, f"{len(rows)} of {count} messages came: {[row['body'][:300] for row in rows]}"
            time.sleep(0.05)

    def end(self) -> None:
        """Stop it."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiving]:
    """A receiver for one test."""
    made = Receiving(tmp_path / "receiver")
    yield made
    made.end()


def lead(number: int, event: str = "Quote Requested", **more: Any) -> dict[str, Any]:
    """Somebody who asks for an offer."""
    told = {"email": f"ann{number}@acme{number}.example", "name": f"Ann{number} Buyer", "message": "Please send us an offer for 20 pumps"}
    return {"type": "track", "event": event, "anonymousId": f"lead-{number}", "messageId": f"{event}-{number}", "properties": told, **more}


def hook(running: RunningCollector, receiver: Receiving, *more: str) -> str:
    """Make the destination crm; its secret."""
    return json.loads(winnow(running, "destination", "add", "crm", "--webhook", receiver.url, "--private", "--json", *more))["secret"]


def verified(row: dict[str, Any], secret: str) -> Any:
    """The message as a receiver's library gives it after it has checked signature and time."""
    return standardwebhooks.Webhook(secret).verify(row["body"], row["headers"])


def test_a_lead_enters_and_leaves(own_collector: Callable[..., RunningCollector], receiver: Receiving) -> None:
    """A signed message within seconds, contact data through the gate under a decision id; who objects leaves without it."""
    running = own_collector()
    secret = hook(running, receiver, "--contact")
    send(running, [lead(1)])

    (row,) = receiver.got(1)
    told = verified(row, secret)
    assert ("lead.entered", "lead") == (told["type"], told["data"]["after"]["list"]), told
    person = told["data"]["visitor"]
    assert "ann1@acme1.example" == person["email"] and "Ann1 Buyer" == person["name"] and person["decision"], person
    assert running.get("/v1/visitors/lead-1")["id"] == told["data"]["id"]
    access = json.loads(winnow(running, "access", "lead-1", "--format", "json"))["visitors"][0]
    assert "webhook:crm" in [row["channel"] for row in access["decisions"]]
    assert [("crm", "lead.entered")] == [(row["destination"], row["event"]) for row in access["told"]]
    assert b'winnow_deliveries_total{state="done"} 1.0' in running.call("/metrics")[1]
    described = running.get("/openapi.json")
    fits(told, described["components"]["schemas"]["News"], described)
    assert {*EVENTS, ERASED, TEST} == set(described["webhooks"])
    assert "/hook/token" == row["path"] and row["headers"]["user-agent"].startswith("Winnow/")
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verified({**row, "body": row["body"].replace("ann1", "bob1")}, secret)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verified({**row, "headers": {**row["headers"], "webhook-timestamp": str(int(time.time()) - 60)}}, secret)

    key = {"Authorization": f"Bearer {running.secret_key}", "Content-Type": "application/json"}
    assert 200 == running.call("/v1/visitors/lead-1/suppress", {"reason": "asked"}, key)[0]
    left = verified(receiver.got(2)[1], secret)
    assert ("lead.left", "objected") == (left["type"], left["data"]["reason"])
    assert "" == left["data"]["visitor"]["email"] and "acme1.example" not in receiver.got()[1]["body"].replace('"domain', ""), left


def test_without_contact_nobody_is_named(own_collector: Callable[..., RunningCollector], receiver: Receiving) -> None:
    """A destination without --contact gets the verdict and no address, number or name."""
    running = own_collector()
    secret = hook(running, receiver)
    send(running, [lead(2)])
    told = verified(receiver.got(1)[0], secret)
    assert "lead.entered" == told["type"] and "prospect" == told["data"]["visitor"]["class"]
    assert "ann2" not in receiver.got()[0]["body"].casefold() and told["data"]["visitor"]["decision"] is None


def test_what_waited_is_asked_at_the_gate_when_it_leaves(own_collector: Callable[..., RunningCollector], receiver: Receiving) -> None:
    """Somebody objects while their message waits: it leaves without contact data."""
    running = own_collector()
    hook(running, receiver, "--contact")
    winnow(running, "destination", "pause", "crm")
    send(running, [lead(3)])
    settled(running)
    assert "waiting" in winnow(running, "destination", "deliveries")
    assert "destination crm of main: 1 waiting; paused: by hand" in winnow(running, "doctor")
    winnow(running, "object", "ann3@acme3.example")
    settled(running)
    winnow(running, "destination", "resume", "crm")
    assert ["lead.entered", "lead.left"] == [row["told"]["type"] for row in receiver.got(2)]
    assert "ann3@" not in "".join(row["body"] for row in receiver.got())


def test_killed_before_the_answer_it_is_sent_again_under_the_same_id(own_collector: Callable[..., RunningCollector], receiver: Receiving) -> None:
    """kill -9 while the receiver has the message and has not answered: after the start it comes again, once, with the same id."""
    running = own_collector()
    hook(running, receiver)
    receiver.answer({"seconds": 3}, {})
    send(running, [lead(4)])
    receiver.got(1)
    running.kill()
    running.start()
    first, second = receiver.got(2)
    assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"]
    running.until("/v1/deliveries?state=done", lambda told: len(told["deliveries"]) == 1)
    time.sleep(2.5)
    assert 2 == len(receiver.got())


def test_no_lead_is_forgotten_by_kills(own_collector: Callable[..., RunningCollector], receiver: Receiving) -> None:
    """kill -9 again and again while leads come: each is told of, each under one id of its own."""
    running = own_collector()
    secret = hook(running, receiver)
    receiver.answer({"seconds": 0.05})
    for cycle in range(4):
        send(running, [lead(100 * cycle + number) for number in range(15)])
        time.sleep(0.9 + 0.35 * cycle)
        running.kill()
        running.start()
    running.until("/v1/deliveries", lambda told: [row["state"] for row in told["deliveries"]] == ["done"] * 60, 60)
    rows = receiver.got(60)
    ids = {row["headers"]["webhook-id"]: verified(row, secret)["data"]["id"] for row in rows}
    assert 60 == len(ids) == len(set(ids.values()))
    assert len(rows) <= 60 + 4, "at most what was under way at a kill comes twice"


def test_whoever_was_told_of_a_person_is_told_of_the_erasure(own_collector: Callable[..., RunningCollector], receiver: Receiving) -> None:
    """Erasure leaves no trace in the outbox, and the receiver learns by the bare id that it has to erase, too."""
    running = own_collector()
    hook(running, receiver, "--contact", "--on", "lead.entered")
    send(running, [*canaries(PERSON, 0), lead(5)])
    receiver.got(2)
    visitor = running.get(f"/v1/visitors/{PERSON['account']}")["id"]
    winnow(running, "erase", PERSON["account"])

    last = receiver.got(3)[2]["told"]
    assert ("visitor.erased", visitor, None) == (last["type"], last["data"]["id"], last["data"]["visitor"])
    assert {} == where(running.folder, CANARY)
    running.until("/v1/deliveries?state=done", lambda told: len(told["deliveries"]) == 2)
    assert 3 == len(receiver.got())


def test_routes_and_scopes(own_collector: Callable[..., RunningCollector], receiver: Receiving) -> None:
    """A reader sees what is dead but neither secret nor path; only an admin may test and resend; another site's key sees nothing."""
    running = own_collector()
    secret = hook(running, receiver)
    blind, admin = (json.loads(winnow(running, "key", "add", "--site", "main", "--scope", scope, "--json"))["key"] for scope in ("leads:read", "admin"))
    other = json.loads(winnow(running, "site", "add", "other", "--domain", "other.test", "--json"))["secret_key"]
    told = running.get("/v1/destinations", blind)["destinations"]
    assert [("crm", ["lead.entered", "lead.left"], 0)] == [(row["destination"], row["events"], row["dead"]) for row in told]
    assert secret not in json.dumps(told) and "token" not in json.dumps(told)
    assert [] == running.get("/v1/destinations", other)["destinations"]
    as_json = {"Content-Type": "application/json"}
    assert 403 == running.call("/v1/destinations/crm/test", {}, {"Authorization": f"Bearer {blind}", **as_json})[0]
    status, said, _ = running.call("/v1/destinations/crm/test", {}, {"Authorization": f"Bearer {admin}", **as_json})
    assert (200, True) == (status, said["taken"]), said
    assert "destination.test" == verified(receiver.got(1)[0], secret)["type"]
    assert 404 == running.call("/v1/destinations/nobody/test", {}, {"Authorization": f"Bearer {admin}", **as_json})[0]
    assert 400 == running.call("/v1/destinations/crm/resend", {"after": "x"}, {"Authorization": f"Bearer {admin}", **as_json})[0]
    send(running, [lead(6)])
    running.until("/v1/deliveries?state=done", lambda told: len(told["deliveries"]) == 1)
    assert 1 == running.call("/v1/destinations/crm/resend", {"after": 0}, {"Authorization": f"Bearer {admin}", **as_json})[1]["sent"]
    _, first, again = receiver.got(3)
    assert first["headers"]["webhook-id"] == again["headers"]["webhook-id"]
    assert 400 == running.call("/v1/deliveries?state=lost", headers={"Authorization": f"Bearer {blind}"})[0]


def test_the_receiver_of_the_recipe_works(own_collector: Callable[..., RunningCollector], tmp_path: Path) -> None:
    """The code of docs/recipes/webhooks.md as it stands: takes a lead once, refuses what nobody signed."""
    (tmp_path / "receiver.py").write_text(re.search(r"^```python\n(.*?)^```$", (ROOT / "docs/recipes/webhooks.md").read_text(), re.DOTALL | re.MULTILINE)[1])
    running, port = own_collector(), free_port()
    url = f"http://127.0.0.1:{port}/hooks/winnow"
    secret = json.loads(winnow(running, "destination", "add", "crm", "--webhook", url, "--private", "--contact", "--json"))["secret"]
    command = [sys.executable, "-m", "flask", "--app", "receiver", "run", "--port", str(port)]
    with open(tmp_path / "out", "w") as out, subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "WEBHOOK_SECRET": secret}, stdout=out, stderr=out) as flask:
        try:
            send(running, [lead(7)])
            running.until("/v1/deliveries?state=done", lambda told: len(told["deliveries"]) == 1, 30)
            winnow(running, "destination", "resend", "crm", "--sequence", str(running.get("/v1/deliveries")["deliveries"][0]["sequence"]))
            running.until("/v1/deliveries", lambda told: (told["deliveries"][0]["state"], told["deliveries"][0]["tries"]) == ("done", 1))
            renewed = winnow(running, "destination", "renew", "crm").split()[0]
            assert secret != renewed and "taken: answered 204" in winnow(running, "destination", "test", "crm")
        finally:
            flask.kill()
    said = (tmp_path / "out").read_text()
    assert 1 == said.count("ann7@acme7.example"), said


class Clock:
    """A clock that is set by hand."""

    now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[tuple[Collector, Clock]]:
    """A collector whose clock stands, and the clock."""
    made, clock = running_collector(tmp_path / "wall"), Clock()
    made.now = clock
    yield made, clock
    made.close()


def ask(collector: Collector, *numbers: int) -> None:
    """These become leads."""
    collector.store.record([entry(lead(number, timestamp=NOW)) for number in numbers])
    collector.settle()


def test_ten_tries_in_two_days_then_dead_then_sent_again(wall: tuple[Collector, Clock], receiver: Receiving) -> None:
    """Growing intervals, a fifth to either side; the dead are listed and can be sent again, under the same id."""
    collector, clock = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})
    receiver.answer(*[{"status": 500}] * 10, {"status": 200})
    ask(collector, 1)
    one = addressbook.found(collector, "shop", "crm")
    for tries, seconds in enumerate((*AGAIN, 0)):
        (waiting,) = collector.store.outbox.due(one.number, clock.now, 5)
        assert tries == waiting.tries
        assert not attempt(collector, one, waiting, chance=lambda: 1.0).taken
        assert not collector.store.outbox.due(one.number, clock.now + int(seconds * 1200) - 1, 5)
        clock.now += int(seconds * 1200)
    (dead,) = addressbook.deliveries(collector.store, "shop", "dead")
    assert (10, "answered 500", "lead.entered") == (dead["tries"], dead["says"], dead["type"])
    assert 1.5 * DAY_MS < clock.now - NOW < 2.5 * DAY_MS

    assert 1 == addressbook.resend(collector, "shop", "crm")
    (waiting,) = collector.store.outbox.due(one.number, clock.now, 5)
    assert attempt(collector, one, waiting).taken
    assert 1 == len({row["headers"]["webhook-id"] for row in receiver.got(11)})
    assert [] == addressbook.deliveries(collector.store, "shop", "dead")


def test_a_receiver_that_asks_for_rest_gets_it_and_one_that_is_gone_is_left_alone(wall: tuple[Collector, Clock], receiver: Receiving) -> None:
    """Retry-After is honoured beyond the usual interval; 410 pauses the destination."""
    collector, clock = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})
    receiver.answer({"status": 429, "headers": {"Retry-After": "600"}}, {"status": 410})
    ask(collector, 2)
    one = addressbook.found(collector, "shop", "crm")
    (waiting,) = collector.store.outbox.due(one.number, clock.now, 5)
    assert 600 == attempt(collector, one, waiting).rest
    assert not collector.store.outbox.due(one.number, clock.now + 599_000, 5)
    (waiting,) = collector.store.outbox.due(one.number, clock.now + 600_000, 5)
    attempt(collector, one, waiting)
    assert "410" in addressbook.found(collector, "shop", "crm").paused
    assert 1 == len(addressbook.deliveries(collector.store, "shop", "dead"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "100.64.0.1", "[fd00::1]"])
def test_private_networks_are_refused(wall: tuple[Collector, Clock], receiver: Receiving, host: str) -> None:
    """Whatever the address is written like: nothing is connected to, and the owner is told why."""
    collector, _ = wall
    port = receiver.url.split(":")[2].split("/")[0]
    addressbook.add(collector, "shop", "crm", "webhook", {"url": f"https://{host}:{port}/x"})
    told = addressbook.test(collector, "shop", "crm")
    assert not told["taken"] and "not public" in told["says"], told
    assert [] == receiver.got()


def test_redirects_are_not_followed(wall: tuple[Collector, Clock], receiver: Receiving) -> None:
    """A receiver cannot send us on to somewhere else."""
    collector, _ = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})
    receiver.answer({"status": 307, "headers": {"Location": receiver.url + "/second"}})
    assert {"taken": False, "says": "answered 307"} == addressbook.test(collector, "shop", "crm")
    assert ["/hook/token"] == [row["path"] for row in receiver.got()]


def test_a_new_secret_and_the_former_sign_for_a_day(receiver: Receiving, tmp_path: Path) -> None:
    """A receiver that still has the former secret takes messages until tomorrow."""
    collector = Collector({**running_settings(tmp_path)})
    collector.administer(lambda registry: registry.add_site(SITE, 0))
    former = addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})["secret"]
    fresh = addressbook.renew(collector, "shop", "crm")
    addressbook.test(collector, "shop", "crm")
    (row,) = receiver.got(1)
    assert verified(row, former) == verified(row, fresh) and former != fresh
    now = collector.now
    collector.now = lambda: now() + DAY_MS + 1000
    addressbook.test(collector, "shop", "crm")
    assert 1 == len(receiver.got(2)[1]["headers"]["webhook-signature"].split())
    collector.close()


def running_settings(folder: Path) -> dict[str, Any]:
    """The settings of a collector on a folder."""
    from tracker.settings import load

    return load({"data": str(folder / "own")}, {})


@pytest.mark.parametrize(("url", "says"), [("foo", "no web address"), ("ftp://x.example/", "no web address"), ("http://crm.example/", "unencrypted"), ("https://ann:pw@crm.example/", "Leave them out"), ("https://[::1/", "no web address"), ("https://x.example/a b", "no web address")])
def test_wrong_addresses_are_refused_with_a_remedy(wall: tuple[Collector, Clock], url: str, says: str) -> None:
    """Three parts: what was wrong, which value, what to do."""
    with pytest.raises(ValueError, match=says):
        addressbook.add(wall[0], "shop", "crm", "webhook", {"url": url})


@pytest.mark.parametrize(("before", "after", "told"), [
    (("excluded", "unknown", "visitor", 0), ("lead", "prospect", "lead"), ["lead.entered"]),
    (("excluded", "unknown", "visitor", 5), ("lead", "prospect", "lead"), ["lead.entered", "class.changed"]),
    (("lead", "prospect", "lead", 5), ("lead", "prospect", "qualified"), ["lead.stage_changed"]),
    (("lead", "prospect", "lead", 5), ("review", "prospect", "qualified"), ["lead.left", "review.needed"]),
    (("lead", "prospect", "lead", 5), ("excluded", "job_seeker", "lead"), ["lead.left", "class.changed"]),
    (("review", "prospect", "lead", 5), ("review", "prospect", "qualified"), []),
    (("excluded", "unknown", "visitor", 0), ("excluded", "bot", "visitor"), []),
])  # fmt: skip
def test_what_a_change_is_called(before: Any, after: Any, told: list[str]) -> None:
    """Each change has its event, and nothing else has one."""
    place, who, stage = after
    assert told == kinds(before, Judged(site="shop", visitor="v", place=place, rank=0, row={"class": who, "stage": stage}, first_seen=0, last_seen=0))
    assert set(told) <= set(EVENTS)


def test_a_merged_lead_leaves_into_the_other(wall: tuple[Collector, Clock], receiver: Receiving) -> None:
    """Two leads who turn out to be one: the receiver learns which id is no more, and where to look."""
    collector, _ = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})
    ask(collector, 1, 2)
    before = {collector.store.resolve("shop", f"lead-{number}") for number in (1, 2)}
    collector.writer.do(lambda: collector.store.join("shop", "lead-1", "lead-2", "ann", NOW))
    collector.settle()
    (after,) = {collector.store.resolve("shop", f"lead-{number}") for number in (1, 2)}
    rows = addressbook.deliveries(collector.store, "shop")
    left = [row for row in rows if row["type"] == "lead.left"]
    assert [before - {after}] == [{row["visitor"]} for row in left], rows
    one = addressbook.found(collector, "shop", "crm")
    for waiting in collector.store.outbox.due(one.number, NOW, 9):
        attempt(collector, one, waiting)
    told = receiver.got(3)[2]["told"]["data"]
    assert (after, "merged", None) == (told["into"], told["reason"], told["visitor"])


def test_what_was_settled_a_month_ago_is_dropped(wall: tuple[Collector, Clock]) -> None:
    """The outbox does not grow for ever, also where a destination is paused for ever; what is fresh stays."""
    collector, _ = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": "https://crm.example/"})
    ask(collector, 1)
    assert 0 == collector.writer.do(lambda: collector.store.post(lambda outbox: outbox.purge(NOW - 1)))
    assert 1 == len(addressbook.deliveries(collector.store, "shop"))
    assert 1 == collector.writer.do(lambda: collector.store.post(lambda outbox: outbox.purge(NOW + 1)))
    assert [] == addressbook.deliveries(collector.store, "shop")
