"""``/v1/rules`` and the page of rules: the same draft, movers, publication and way back as ``winnow rules``."""

from __future__ import annotations

import json

import pytest

from tests.api.test_rules_command import server, winnow
from tests.conftest import RunningCollector
from tests.web.conftest import enter
from tracker.learn import MOST_BY_ONE

GOOD = '[dispositions]\nprospect = "review"\n'
__all__ = ["server"]


@pytest.fixture
def key(server: RunningCollector) -> str:
    """A key that may write rules and read leads, and nothing else."""
    scopes = [word for scope in ("rules:write", "leads:read") for word in ("--scope", scope)]
    return json.loads(winnow("key", "add", "--site", "main", *scopes, "--json", "--data", str(server.folder))[1])["key"]


def test_a_draft_from_check_to_revert(server: RunningCollector, key: str) -> None:
    """Nothing moves before publication; author and reason stand in the history; the lists follow, there and back; equal to the command."""
    status, told, _ = server.post("/v1/rules/check", {"text": GOOD}, key=key)
    assert status == 200 and told["rules"] == 1 and told["tables"] == ["dispositions"]
    status, told, _ = server.post("/v1/rules/diff", {"text": GOOD}, key=key)
    assert status == 200 and [(row["from"], row["to"], row["visitors"]) for row in told["lists"]] == [("lead", "review", 2)]
    assert {key for move in told["moves"] for key in move} >= {"id", "sentence"} and "acme.test" not in json.dumps(told) and "name" not in told["moves"][0]
    assert server.get("/v1/rules", key=key)["versions"] == [] and server.get("/v1/leads")["total"] == 2

    status, told, _ = server.post("/v1/rules/publish", {"text": GOOD, "note": "we look first"}, key=key)
    assert status == 200 and told["version"] == 2
    server.until("/v1/leads", lambda told: told["total"] == 0)
    shown = server.get("/v1/rules", key=key)
    assert [(row["version"], row["author"], row["note"]) for row in shown["versions"]][0] == (2, "key of main", "we look first")
    assert shown["text"] == GOOD and json.loads(winnow("rules", "history", "--site", "main", "--json", "--data", str(server.folder))[1]) == shown["versions"][::-1]
    status, told, _ = server.post("/v1/rules/revert", {"version": 1, "note": "as before"}, key=key)
    assert status == 200 and told["version"] == 3
    server.until("/v1/leads", lambda told: told["total"] == 2)


def test_refusals_change_nothing(server: RunningCollector, key: str) -> None:
    """Faults with their line, no reason, no such version, nothing new, no text, the wrong scope."""
    for path, body, code, words in (
        ("check", {"text": "[thresholds]\nprospct = 5\n"}, "bad_rules", "line 2: thresholds.prospct"), ("diff", {"text": "x"}, "bad_rules", "line 1"), ("publish", {"text": "[", "note": "n"}, "bad_rules", "line 1"),
        ("check", {"text": 5}, "bad_rules", "TOML"), ("check", ["x"], "bad_rules", "TOML"), ("publish", {"text": GOOD}, "no_note", "reason"), ("publish", {"text": "", "note": "n"}, "bad_rules", "changes nothing"),
        ("revert", {"version": "77", "note": "n"}, "bad_rules", "no version '77'"), ("revert", {}, "no_note", "reason"),
    ):  # fmt: skip
        status, told, _ = server.post(f"/v1/rules/{path}", body, key=key)
        assert (status, told["code"]) == (400, code) and words in told["message"], (path, body, told)
    assert server.get("/v1/rules", key=key)["versions"] == []
    for path in ("check", "diff", "publish", "revert"):
        status, told, _ = server.post(f"/v1/rules/{path}", {"text": GOOD, "note": "n", "version": 1}, key=server.secret_key)
        assert (status, told["code"]) == (403, "bad_scope")


def test_the_page_shows_movers_before_it_publishes(server: RunningCollector) -> None:
    """A fault, the movers, publication with a reason, the history, and back."""
    reader = enter(server, "own@shop.test")
    reader.get("/rules")
    assert "Nobody has changed a rule yet" in reader.said
    reader.send("/rules", {"text": "[thresholds]\nprospct = 5\n", "do": "try"})
    assert reader.status == 400 and "line 2: thresholds.prospct" in reader.said and "prospct = 5" in reader.said
    reader.send("/rules", {"text": GOOD.replace("\n", "\r\n"), "do": "try"})
    assert reader.status == 200 and "2 of 4 visitors move, 0 of them later bought" in reader.said and 'value="publish"' in reader.text
    reader.send("/rules", {"text": GOOD, "do": "publish"})
    assert reader.status == 400 and "in the field “Why”" in reader.said
    reader.send("/rules", {"text": GOOD, "do": "publish", "note": "we <b>look</b> first"})
    assert reader.status == 200 and "In force." in reader.said and "own@shop.test: we <b>look</b> first" in reader.said and "<b>look" not in reader.text
    reader.send("/rules/revert", {"version": "1"})
    assert reader.status == 200 and "Put back" in reader.said and "Version 3" in reader.said


def test_one_person_moves_a_vote_no_further_whatever_they_send(server: RunningCollector) -> None:
    """Again and again, under two keys, with an author and a time of their own choosing: one person, one word a visitor, within the bound."""
    other = json.loads(winnow("key", "add", "--site", "main", "--scope", "trusted", "--scope", "leads:read", "--json", "--data", str(server.folder))[1])["key"]
    people = [server.get(f"/v1/visitors/{who}{number}")["id"] for who in ("buyer", "seeker") for number in range(2)]
    for turn in range(12):
        for person in people:
            body = {"class": ("student", "bot")[turn % 2], "author": f"somebody {turn}", "at": turn, "outcome": "lost"}
            status, told, _ = server.post(f"/v1/visitors/{person}/disposition", body, key=(server.secret_key, other)[turn % 2])
            assert status == 200 and told["author"] == "key of main"
    told = json.loads(winnow("learn", "--site", "main", "--json", "--data", str(server.folder))[1])
    assert (told["people"], told["corrections"]) == (1, 4) and told["lessons"]
    assert all(abs(lesson["shift"]) <= MOST_BY_ONE and lesson["after"] - lesson["before"] == lesson["shift"] for lesson in told["lessons"])
