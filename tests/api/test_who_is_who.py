"""Merging and taking apart over HTTP: each merge has a number, and what would join nothing is refused with a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import RunningCollector


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory):
    """A server with a shared computer and three devices."""
    running = RunningCollector(tmp_path_factory.mktemp("who") / "data")
    pages = [("pc", None), ("pc", "u1"), ("pc", "u2"), ("d1", None), ("d2", None), ("d3", None)]
    batch = [{"type": "page", "anonymousId": device, "userId": user, "properties": {"url": "https://shop.test/pricing"}} for device, user in pages]
    assert running.post("/v1/batch", {"batch": batch}, running.secret_key)[1]["accepted"] == len(batch)
    yield running
    assert running.stop() == 0


def ask(running: RunningCollector, path: str, **told: Any) -> tuple[int, Any]:
    """A request with the secret key."""
    return running.call(f"/v1/visitors/{path}", told, {"Authorization": f"Bearer {running.secret_key}"})[:2]


def visitor(running: RunningCollector, name: str) -> Any:
    """The visitor of an id."""
    return running.get(f"/v1/visitors/{name}")


def test_a_merge_has_a_number_and_can_be_taken_back(filled: RunningCollector) -> None:
    """d1 with d2, d2 with d3; then the first alone is undone."""
    before = {name: visitor(filled, name) for name in ("d1", "d2", "d3")}
    numbers = [ask(filled, f"{one}/merge", **{"with": other})[1]["merge"] for one, other in (("d1", "d2"), ("d2", "d3"))]
    whole = visitor(filled, "d1")
    assert numbers == [row["merge"] for row in whole["merges"]] and whole["events"] == 3

    status, answer = ask(filled, f"{whole['id']}/unmerge", merge=numbers[0])

    assert status == 200 and {answer["id"], answer["apart"]} == {visitor(filled, name)["id"] for name in ("d1", "d2")}
    assert visitor(filled, "d2")["id"] == visitor(filled, "d3")["id"] != visitor(filled, "d1")["id"]
    assert visitor(filled, "d1")["evidence"] == before["d1"]["evidence"]
    assert 400 == ask(filled, "d1/unmerge", merge=numbers[0])[0]
    assert 200 == ask(filled, "d2/unmerge", merge=numbers[1])[0]
    assert {name: visitor(filled, name)["id"] for name in before} == {name: row["id"] for name, row in before.items()}


@pytest.mark.parametrize("one, other, code", [("pc", "u1", "joins_nothing"), ("d1", "pc", "joins_nothing"), ("d1", "d1", "one_already")])
def test_a_merge_that_joins_nothing_is_refused(filled: RunningCollector, one: str, other: str, code: str) -> None:
    """409, with what stands in the way and what to do."""
    status, answer = ask(filled, f"{one}/merge", **{"with": other})
    assert (409, code) == (status, answer["code"]) and answer["message"] and answer["detail"]
    assert [] == visitor(filled, one)["merges"]


def test_a_part_comes_out_and_back(filled: RunningCollector) -> None:
    """The answer says where both halves are; a later event of the part does not bring it back, `undo` does."""
    for device in ("d4", "d5"):
        filled.post("/v1/identify", {"anonymousId": device, "userId": "u4"}, filled.secret_key)
    whole = visitor(filled, "u4")
    status, answer = ask(filled, f"{whole['id']}/unmerge", node="u:d4\x1fu4")
    assert status == 200 and answer["apart"]
    filled.post("/v1/track", {"anonymousId": "d4", "userId": "u4", "event": "e"}, filled.secret_key)
    assert [part["kind"] for part in visitor(filled, answer["apart"])["merged"]] == ["account on a device"]

    assert 200 == ask(filled, f"{answer['apart']}/unmerge", node="u:d4\x1fu4", undo=True)[0]
    assert whole["merged"] == visitor(filled, "u4")["merged"]
    device = next(part["node"] for part in whole["merged"] if part["kind"] == "device")
    for named in (device, "d:d4"):  # a device whose events are all an account's stands on no list when it is out; it still comes back
        assert 200 == ask(filled, "u4/unmerge", node=named)[0] == ask(filled, "u4/unmerge", node=named, undo=True)[0]
        assert whole["merged"] == visitor(filled, "u4")["merged"]
    assert 400 == ask(filled, "u4/unmerge", node="d:nobody")[0]
    assert 404 == ask(filled, "u4/merge", **{"with": "nobody"})[0]
