"""The right of access: all that is kept is told, who read it as well, and the person's own page corrects and objects."""

from __future__ import annotations

import csv
import io
import json
import urllib.parse
from collections.abc import Callable

import pytest

from tests.conftest import RunningCollector
from tests.trust.canary import PERSON, canaries, send, settled, winnow


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


@pytest.mark.parametrize("serving", [True, False])
def test_what_the_command_prints_was_noted_before(own_collector: Callable[..., RunningCollector], serving: bool) -> None:
    """Each decision id that `winnow leads` prints, as whatever it prints it, stands in what the person may see; beside a server and without one."""
    running = own_collector()
    send(running, canaries(PERSON, 0))
    settled(running)
    if not serving:
        running.stop()
    rows = [*csv.DictReader(io.StringIO(winnow(running, "leads", "--format", "csv"))), *json.loads(winnow(running, "leads", "--format", "json"))["leads"]]
    assert PERSON["email"].partition("@")[0] in winnow(running, "leads")
    (one,) = json.loads(winnow(running, "access", PERSON["account"], "--format", "json"))["visitors"]

    noted = {told["channel"]: told["id"] for told in one["decisions"]}
    assert [noted["csv"], noted["json"]] == [row["decision"] for row in rows] and "table" in noted
