"""Webhooks, tried from outside: a real receiver in another process, a real server, kill -9, erasure, private addresses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.test_openapi import fits
from tests.conftest import ROOT, RunningCollector, free_port
from tests.trust.canary import CANARY, PERSON, canaries, send, settled, where, winnow
from tests.trust.receiving import Receiving, hook, lead, verified
from tracker.parcel import ERASED, EVENTS, TEST

standardwebhooks = pytest.importorskip("standardwebhooks", reason="needs what setup.cfg names: make setup")


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
