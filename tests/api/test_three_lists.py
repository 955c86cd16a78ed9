"""The three lists over HTTP: they hold everybody once, filter, page, look back, and give files."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable

import pytest

from tests.conftest import RunningCollector

DAY = 86_400_000


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory):
    """A server with thirty visitors, some of whom asked for an offer long ago or now."""
    running = RunningCollector(tmp_path_factory.mktemp("lists") / "data")
    now = int(time.time() * 1000)
    batch = []
    for number in range(30):
        then = now - (40 * DAY if number % 2 else 60_000)
        base = {"anonymousId": f"v{number}", "timestamp": then}
        batch.append({**base, "type": "page", "messageId": f"p{number}", "properties": {"url": "https://shop.example/pricing", "path": "/pricing"}})
        if number % 3 == 0:
            told = {"email": f"ann{number}@acme{number}.example", "name": f"=Ann {number}", "company": "Acme", "message": "Please send us an offer for 20 pumps."}
            batch.append({**base, "type": "track", "event": "Quote Requested", "messageId": f"q{number}", "properties": told})
    assert running.post("/v1/batch", {"batch": batch}, running.secret_key)[1]["accepted"] == len(batch)
    running.until("/readyz", lambda told: told["touched"] == 0)
    yield running
    assert running.stop() == 0


def test_everybody_stands_on_exactly_one_list(filled: RunningCollector) -> None:
    """leads + review + excluded = visitors, without anybody twice."""
    rows = [row for name in ("leads", "review", "excluded") for row in filled.get(f"/v1/{name}?limit=200")[name]]
    assert 30 == len(rows) == len({row["id"] for row in rows})
    assert {"prospect"} == {row["class"] for row in filled.get("/v1/leads")["leads"]}
    counts = filled.get("/v1/review?limit=1")["counts"]
    assert 30 == sum(counts.values()) and counts == {name: filled.get(f"/v1/{name}")["total"] for name in ("leads", "review", "excluded")}


def test_a_lead_has_what_the_contract_names(filled: RunningCollector) -> None:
    """Every field of a lead, with contact data and a decision id for who may read people."""
    row = filled.get("/v1/leads")["leads"][0]
    named = """id name company email class probability second fit engagement trend stage stage_since value impact first_seen last_seen visits engaged_seconds
               source campaign country local_time device domain_type reasons next_action tension coverage contacts_left decision rulebook"""
    assert set(named.split()) <= set(row)
    assert row["email"].endswith(".example") and row["decision"] and 1 <= len(row["reasons"]) <= 3


@pytest.mark.parametrize("query, holds", [("class=prospect", True), ("class=student", False), ("min_probability=0.5", True), ("q=acme3.example", True), ("q=nobody", False),
                                          ("since=2020-01-01", True), ("since=2090-01-01", False), ("seen_page=/pricing", True), ("seen_page=/nowhere", False), ("stage=qualified", True)])  # fmt: skip
def test_filters(filled: RunningCollector, query: str, holds: bool) -> None:
    """Each filter lets pass what it should and nothing else."""
    assert holds == bool(filled.get(f"/v1/leads?{query}")["total"])


@pytest.mark.parametrize("query", ["class=buyer", "min_probability=2", "min_fit=x", "since=yesterday", "cursor=abc", "nonsense=1", "limit=-1", "format=pdf", "as_of=never"])
def test_a_senseless_filter_is_400_and_says_so(filled: RunningCollector, query: str) -> None:
    """With the value that was wrong and what to do."""
    status, told, headers = filled.call(f"/v1/leads?{query}", headers={"Authorization": f"Bearer {filled.secret_key}"})
    assert (400, headers["x-winnow"]) == (status, told["code"])
    assert told["message"] and told["detail"]


def test_pages_and_etag(filled: RunningCollector) -> None:
    """Cursor pages are disjoint and complete; an unchanged list is 304."""
    seen, cursor = [], ""
    while cursor is not None:
        told = filled.get(f"/v1/excluded?limit=7{'&cursor=' + cursor if cursor else ''}")
        seen += [row["id"] for row in told["excluded"]]
        cursor = told["next_cursor"]
    assert told["total"] == len(seen) == len(set(seen))
    auth = {"Authorization": f"Bearer {filled.secret_key}"}
    tag = filled.call("/v1/leads", headers=auth)[2]["etag"]
    assert 304 == filled.call("/v1/leads", headers={**auth, "If-None-Match": tag})[0]


def test_files_are_defused(filled: RunningCollector) -> None:
    """CSV and XLSX hold every row; a cell that begins like a formula does not run."""
    auth = {"Authorization": f"Bearer {filled.secret_key}"}
    _, told, headers = filled.call("/v1/leads?format=csv", headers=auth)
    rows = list(csv.DictReader(io.StringIO(told.decode(), newline="")))
    assert filled.get("/v1/leads")["total"] == len(rows) and all(row["name"].startswith("'=Ann") for row in rows)
    assert "attachment" in headers["content-disposition"]
    assert filled.call("/v1/leads?format=xlsx", headers=auth)[1][:2] == b"PK"


def test_looking_back(filled: RunningCollector) -> None:
    """as_of: those seen since are not there yet; one visitor, too."""
    then = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 20 * 86_400))
    back = sum(filled.get(f"/v1/{name}?as_of={then}")["total"] for name in ("leads", "review", "excluded"))
    assert 15 == back
    assert 404 == filled.call(f"/v1/visitors/v0?as_of={then}", headers={"Authorization": f"Bearer {filled.secret_key}"})[0]
    assert filled.get(f"/v1/visitors/v3/explain?as_of={then}")["class"] == "prospect"


def test_contact_data_needs_its_scope(filled: RunningCollector, own_collector: Callable) -> None:
    """A key without people:read sees no name, address or form text anywhere."""
    import subprocess
    import sys

    made = subprocess.run([sys.executable, "-m", "tracker", "key", "add", "--scope", "leads:read", "--data", str(filled.folder)], capture_output=True, text=True, check=True)
    key = made.stdout.split()[0]
    for path in ("/v1/leads", "/v1/visitors/v3", "/v1/visitors/v3/timeline", "/v1/visitors/v3/explain"):
        told = str(filled.get(path, key))
        assert "ann3@" not in told and "=Ann" not in told and "20 pumps" not in told, path


def test_explanations_add_up(filled: RunningCollector) -> None:
    """Over HTTP as in the law: prior + points = score, exactly; probabilities add up to 1."""
    told = filled.get("/v1/visitors/v3/explain")
    for one in told["classes"].values():
        assert one["score"] == one["prior"] + sum(row["points"] for row in one["contributions"])
    assert abs(sum(filled.get("/v1/visitors/v3")["probabilities"].values()) - 1) < 1e-9
    assert told["sentence"] and "counterfactual" in told and "unknown" in told
