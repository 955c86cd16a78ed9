"""``winnow rules``, ``learn`` and ``audit`` as an owner runs them, beside a running server and alone."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = {"seeker": ("/careers", "Careers"), "buyer": ("/pricing", "Pricing")}


def winnow(*words: str) -> tuple[int, str, str]:
    """Run the command: exit code, what it printed, what it complained of."""
    done = subprocess.run([sys.executable, "-m", "tracker", *words], capture_output=True, text=True, timeout=120, env={**os.environ, "COLUMNS": "140"})
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def server(own_collector):
    """A server with two readers of prices who ask for an offer, and two of vacancies."""
    running = own_collector("rules")
    messages = []
    for number in range(2):
        for who, (path, title) in PAGES.items():
            page = {"path": path, "url": f"https://localhost{path}", "title": title}
            messages.append({"type": "page", "anonymousId": f"{who}{number}", "messageId": f"{who}{number}", "properties": page})
        ask = {"email": f"ann{number}@acme.test", "message": "please send a quote for 20 pumps"}
        messages.append({"type": "track", "event": "Quote Requested", "anonymousId": f"buyer{number}", "messageId": f"q{number}", "properties": ask})
    status, told, _ = running.post("/v1/batch", {"batch": messages}, key=running.secret_key)
    assert status == 200 and told["accepted"] == len(messages), told
    running.until("/v1/leads", lambda told: told["total"] == 2)
    return running


def test_a_draft_from_check_to_revert(server, tmp_path: Path) -> None:
    """A broken file changes nothing; a good one shows who moves, moves them, stands in the history, and can be taken back."""
    there = ("--site", "main", "--data", str(server.folder))
    broken, good = tmp_path / "broken.toml", tmp_path / "good.toml"
    broken.write_text("[thresholds]\nprospct = 5\n")
    good.write_text('[dispositions]\nprospect = "review"\n')

    for words in (("check", str(broken)), ("diff", str(broken), *there), ("publish", str(broken), "--note", "n", "--author", "ann", *there)):
        code, _, complained = winnow("rules", *words)
        assert code == 1 and "broken.toml, line 2: thresholds.prospct" in complained and "Did you mean 'prospect'?" in complained and "Traceback" not in complained
    assert "has no version yet" in winnow("rules", "history", *there)[1]

    assert winnow("rules", "check", str(good))[0] == 0
    code, told, _ = winnow("rules", "diff", str(good), *there)
    assert code == 0 and "2 of 4 visitors move, 0 of them later bought." in told and "Nothing was changed" in told
    assert server.get("/v1/leads")["total"] == 2

    code, told, complained = winnow("rules", "publish", str(good), "--note", "look first", "--author", "ann", "--json", *there)
    edition = json.loads(told)["edition"]
    rows = server.until("/v1/review", lambda told: told["total"] == 2)["review"]
    assert code == 0 and {row["rulebook"] for row in rows} == {edition} and "+" in edition
    assert "ann: look first" in winnow("rules", "history", *there)[1]
    assert winnow("rules", "show", *there)[1] == good.read_text()
    assert winnow("rules", "publish", str(good), "--note", "n", *there)[0] == 1

    assert winnow("rules", "revert", "1", "--author", "bob", *there)[0] == 0
    server.until("/v1/leads", lambda told: told["total"] == 2)
    code, told, _ = winnow("rules", "replay", "buyer0", "2", *there)
    assert code == 0 and f"rulebook {edition}" in told and "review/prospect" in told
    assert winnow("rules", "revert", "9", *there)[0] == 1


def test_sections_in_a_draft_replay_the_log(server, tmp_path: Path) -> None:
    """The draft says which events it reads anew, and publishing it gives the evidence that the rehearsal foresaw."""
    there = ("--site", "main", "--data", str(server.folder))
    file = tmp_path / "sections.toml"
    file.write_text('[sections]\ncheckout = ["^/careers"]\n')
    code, told, complained = winnow("rules", "diff", str(file), "--json", *there)
    assert code == 0 and json.loads(told)["replayed"] and "replayed" in complained
    assert "the kept events are read again" in winnow("rules", "publish", str(file), "--note", "n", "--author", "ann", *there)[1]
    assert winnow("rebuild", "--data", str(server.folder))[0] == 0
    assert "checkout_page" in {row["signal"] for row in server.get("/v1/visitors/seeker0")["evidence"]}


def test_a_disposition_teaches_at_once_and_can_be_taken_back(server) -> None:
    """The running server learns from the first word of sales; the command tells why; a revert stays."""
    there = ("--site", "main", "--data", str(server.folder))
    headers = {"Authorization": f"Bearer {server.secret_key}", "Content-Type": "application/json"}
    status, _, _ = server.call("/v1/visitors/buyer0/disposition", {"class": "student"}, headers)
    assert status == 200
    server.until("/v1/leads", lambda told: any("+" in row["rulebook"] for row in told["leads"]))

    code, told, _ = winnow("learn", *there)
    assert code == 0 and told.startswith("1 visitors settled by 1 person") and "nothing new to publish" in told and "asked_for_offer for student" in told
    (_, version) = json.loads(winnow("rules", "history", "--json", *there)[1])
    assert version["author"] == "learn" and any(change["key"] == "votes.asked_for_offer.student" and 0 < change["after"] <= 300 for change in version["changes"])

    assert winnow("rules", "revert", "1", *there)[0] == 0
    assert winnow("learn", *there)[1].startswith("0 visitors settled")
    assert "published as version 4" in winnow("learn", "--everything", *there)[1]


def test_the_miss_rate_is_measured_alone_too(server, tmp_path: Path) -> None:
    """Draw, fill in, record, report: without a server as well."""
    server.stop()
    there = ("--site", "main", "--data", str(server.folder))
    sheet = tmp_path / "sheet.csv"
    code, told, complained = winnow("audit", "--size", "5", "--seed", "1", "--out", str(sheet), *there)
    assert code == 0 and "2 of 2 excluded visitors" in told and complained == ""
    assert winnow("audit", "record", str(sheet), "--data", str(server.folder))[0] == 1
    with sheet.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row, said in zip(rows, ("yes", "no")):
        row["buyer"] = said
    with sheet.open("w", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert "2 answers recorded" in winnow("audit", "record", str(sheet), "--author", "ann", "--data", str(server.folder))[1]
    code, told, _ = winnow("audit", "report", *there)
    assert code == 0 and "50.0% ± 0.0% of the excluded were buyers (1 of 2 looked at" in told
    assert json.loads(winnow("audit", "report", "--json", *there)[1])[0]["buyers"] == [1, 1, 1]
