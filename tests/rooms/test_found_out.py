"""What was said against what turned out: a site's own reliability, and what ships with the rulebook."""

from pathlib import Path

import pytest

from tests.strategies import NOW, SITE, entry
from tracker import found_out
from tracker.collector import Collector
from tracker.commands import run
from tracker.reports import reliability
from tracker.settings import load as load_settings


@pytest.fixture
def collector(tmp_path: Path):
    """Six who applied, four who asked for a quote."""
    made = Collector(load_settings({"data": str(tmp_path / "wall")}), now=lambda: NOW)
    made.administer(lambda registry: registry.add_site(SITE, NOW))
    rows = []
    for number in range(10):
        path, event, said = ("/careers", "Application Submitted", "My application") if number < 6 else ("/pricing", "Quote Requested", "We need ten pumps, please quote")
        page = {"path": path, "url": f"https://shop.test{path}", "title": path[1:]}
        form = {**page, "message": said, "email": f"a{number}@acme{number}.test"}
        rows.append(entry({"type": "page", "anonymousId": f"d{number}", "messageId": f"p{number}", "timestamp": NOW - 9000, "properties": page}))
        rows.append(entry({"type": "track", "event": event, "anonymousId": f"d{number}", "messageId": f"f{number}", "timestamp": NOW - 8000, "properties": form}))
    made.store.record(rows)
    made.settle()
    yield made
    made.close()


def told(collector: Collector) -> dict:
    """The report."""
    return reliability.make(collector.store, collector.sites["shop"], NOW, {})


def say(collector: Collector, device: str, said: str = "", outcome: str = "", author: str = "ann") -> None:
    """A disposition."""
    visitor = collector.store.resolve("shop", device)
    row = {"class": said, "outcome": outcome, "note": "", "author": author, "at": NOW}
    collector.writer.do(lambda: collector.store.dispose("shop", visitor, row))


def test_nobody_said_anything(collector: Collector) -> None:
    """No figure is made up: no case, no sentence; what shipped is there."""
    report = told(collector)
    assert report["own"]["n"] == 0 and report["own"]["reliability"] == [] and report["audit"] == {"samples": [], "sentence": "", "limit": 500, "reliability": []}
    assert report["shipped"]["n"] >= 600 and isinstance(report["shipped"]["current"], bool)


def test_right_and_wrong_are_counted_by_class(collector: Collector) -> None:
    """Of four called job seekers one was none; a sale makes a prospect right; "no answer" says nothing of who it was."""
    for device, said, outcome in (("d0", "job_seeker", ""), ("d1", "job_seeker", "lost"), ("d2", "job_seeker", ""), ("d3", "prospect", ""), ("d6", "", "won"), ("d7", "", "no_answer")):
        say(collector, device, said, outcome)
    own = told(collector)["own"]
    assert (own["n"], own["right"], own["silent"]) == (5, 4, 1)
    rows = {row["class"]: row for row in own["by_class"]}
    assert (rows["job_seeker"]["n"], rows["job_seeker"]["right"]) == (4, 3) and rows["prospect"]["right"] == 1
    assert rows["job_seeker"]["interval"][0] < 0.5, "four cases prove little"
    assert sum(row["n"] for row in own["reliability"]) == 5 and sum(row["right"] for row in own["reliability"]) == 4


def test_the_last_word_counts_and_learning_does_not_flatter(collector: Collector) -> None:
    """What was learned from a correction does not judge the corrected one."""
    for device in ("d0", "d1", "d2", "d3", "d4", "d5"):
        say(collector, device, "job_seeker")
        say(collector, device, "prospect")
    sample = run(collector, "audit_draw", {"site": "shop", "size": 6, "seed": 1})
    answers = [(visitor, "no", "") for visitor in sample["ids"]]
    run(collector, "audit_record", {"file": "x", "site": "shop", "audit_number": 1, "answers": answers, "author": "ann"})
    before = told(collector)
    assert before["own"]["right"] == 0 and before["own"]["n"] == 6
    assert run(collector, "relearn", {"site": "shop"})["version"] and collector.sites["shop"].votes
    after = told(collector)
    assert after["own"] == before["own"] and after["audit"]["reliability"] == before["audit"]["reliability"]


def test_a_blind_sample_gives_the_miss_rate(collector: Collector) -> None:
    """One buyer of five looked at, with an interval; bins hold those answered only."""
    sample = run(collector, "audit_draw", {"site": "shop", "size": 6, "seed": 1})
    assert told(collector)["audit"]["sentence"] == ""
    answers = [(visitor, "yes" if number == 0 else "no", "") for number, visitor in enumerate(sample["ids"][:5])]
    run(collector, "audit_record", {"file": "x", "site": "shop", "audit_number": 1, "answers": answers, "author": "ann"})
    audit = told(collector)["audit"]
    assert audit["sentence"].startswith("20.0% ± ") and "1 of 5 looked at" in audit["sentence"]
    assert sum(row["n"] for row in audit["reliability"]) == 5 and sum(row["right"] for row in audit["reliability"]) == 1
    say(collector, "d0", "prospect")
    collector.settle()
    assert told(collector)["audit"]["sentence"] == audit["sentence"], "what happens afterwards does not change a sample"


def test_the_newest_answers_count_where_there_are_more(collector: Collector) -> None:
    """Of two samples with other answers, as many as one holds: the later one's."""
    for number, buyer in ((1, "no"), (2, "yes")):
        sample = run(collector, "audit_draw", {"site": "shop", "size": 6, "seed": number})
        half = sorted(sample["ids"])[3 * (number - 1):][:3]
        run(collector, "audit_record", {"file": "x", "site": "shop", "audit_number": number, "answers": [(visitor, buyer, "") for visitor in half], "author": "ann"})
    newest = found_out.from_samples(collector.store, collector.sites["shop"], collector.rulebook, most=3)["reliability"]
    assert 3 == sum(row["n"] for row in newest) == sum(row["right"] for row in newest)


def test_what_ships_was_measured_where_nothing_was_fitted() -> None:
    """Bins with n and interval, classes with their own error, from folds by persona; all visitors are in the bins."""
    shipped = reliability.measured()
    assert shipped["unseen"] == "personas unseen" and sum(row["n"] for row in shipped["reliability"]) == shipped["n"]
    assert all(row["interval"][0] <= row["was"] <= row["interval"][1] for row in shipped["reliability"])
    assert all(0 <= row["ece"] < 0.1 for row in shipped["classes"].values()) and shipped["parts"]["held_out"]["n"] < shipped["n"]
