"""The measured miss rate: intervals against known values, a blind worksheet, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import NOW, SITE, entry
from tracker import audit
from tracker.collector import Collector
from tracker.commands import run
from tracker.intervals import clopper_pearson, marked_in, share_interval
from tracker.settings import load as load_settings


@pytest.mark.parametrize("hits, trials, low, high", [
    (0, 100, 0.0, 0.036217), (10, 100, 0.049005, 0.176223), (5, 10, 0.187086, 0.812914), (1, 10, 0.002529, 0.445016), (10, 10, 0.691503, 1.0), (0, 1, 0.0, 0.975),
])  # fmt: skip
def test_intervals_as_tables_print_them(hits: int, trials: int, low: float, high: float) -> None:
    """Clopper and Pearson's, as scipy's and R's binom.test give them."""
    assert clopper_pearson(hits, trials) == pytest.approx((low, high), abs=2e-6)


def test_no_draws_say_nothing() -> None:
    """Between none and all."""
    assert clopper_pearson(0, 0) == share_interval(0, 0, 9) == (0.0, 1.0)


def test_who_looked_at_all_is_sure() -> None:
    """A sample that is the whole leaves nothing open; one of half leaves half as much."""
    assert marked_in(3, 10, 10) == (3, 3)
    assert share_interval(5, 100, 200)[1] < share_interval(5, 100, 10_000)[1] <= clopper_pearson(5, 100)[1] + 1e-3


def test_a_large_population_is_as_if_drawn_with_replacement() -> None:
    """The finite interval goes to Clopper and Pearson's."""
    assert share_interval(2, 100, 1_000_000) == pytest.approx(clopper_pearson(2, 100), abs=1e-4)


def test_rule_of_three() -> None:
    """None of n: at most about 3.7 / n at 97.5 %."""
    assert clopper_pearson(0, 1000)[1] == pytest.approx(3.69 / 1000, abs=1e-5)


def test_what_cannot_be_is_refused() -> None:
    """More hits than draws."""
    with pytest.raises(ValueError, match="cannot be"):
        marked_in(3, 2, 10)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.data())
def test_the_interval_holds_the_truth_often_enough(population: int, data: st.DataObject) -> None:
    """For every true number, the chance that the interval misses it is at most 5 %, by exact enumeration."""
    from tracker.intervals import _hypergeometric

    trials = data.draw(st.integers(1, population))
    marked = data.draw(st.integers(0, population))
    missed = 0.0
    for hits in range(max(0, trials - population + marked), min(trials, marked) + 1):
        low, high = marked_in(hits, trials, population)
        missed += 0.0 if low <= marked <= high else _hypergeometric(hits, trials, marked, population)
    assert missed <= 0.05 + 1e-9


@pytest.fixture
def collector(tmp_path: Path):
    """A shop with thirty who read about vacancies."""
    made = Collector(load_settings({"data": str(tmp_path / "wall")}), now=lambda: NOW)
    made.administer(lambda registry: registry.add_site(SITE, NOW))
    rows = []
    for number in range(30):
        page = {"path": "/careers", "url": "https://shop.test/careers", "title": "Careers – call +49 170 1234567"}
        form = {"message": "My application: please find my CV attached. ann@acme.test", "first_name": "Ann", "topic": "=1+1"}
        rows.append(entry({"type": "page", "anonymousId": f"d{number}", "messageId": f"p{number}", "timestamp": NOW, "properties": page}))
        rows.append(entry({"type": "track", "event": "Form Submitted", "anonymousId": f"d{number}", "messageId": f"f{number}", "timestamp": NOW, "properties": form}))
    made.store.record(rows)
    made.settle()
    yield made
    made.close()


def drawn(collector: Collector, **more) -> dict:
    """A sample of ten."""
    return run(collector, "audit_draw", {"site": "shop", "size": 10, "seed": 7, **more})


def test_the_sample_is_random_and_can_be_drawn_again(collector: Collector) -> None:
    """The same seed gives the same ids, another gives others; numbers go up; all are excluded ones."""
    one, two, three = drawn(collector), drawn(collector), drawn(collector, seed=8)
    assert one["ids"] == two["ids"] != three["ids"] and [one["audit"], two["audit"], three["audit"]] == [1, 2, 3]
    everybody = {row.visitor for row in audit.excluded(collector.store, "shop")}
    assert set(one["ids"]) < everybody and one["population"] == len(everybody) == sum(collector.store.counts("shop").values())
    assert len(drawn(collector, size=1000)["ids"]) == len(everybody)


def test_the_worksheet_is_blind_and_bears_no_contact_data(collector: Collector, tmp_path: Path) -> None:
    """No class, probability or reason; no address, number or name; cells that begin like formulas are defused."""
    sample = drawn(collector)
    rows = audit.sheet(collector.store, "shop", 1, sample["ids"])
    assert len(rows) == 10 and set(rows[0]) == set(audit.COLUMNS)
    text = json.dumps(rows, ensure_ascii=False)
    for word in ("job_seeker", "probab", "excluded", "ann@", "@acme", "170 1234567", '"Ann"'):
        assert word not in text.replace("…@acme", ""), word
    assert "…@acme.test" in text and "Careers" in rows[0]["timeline"] and "topic: =1+1" in rows[0]["timeline"]
    audit.write(tmp_path / "a.csv", rows)
    with pytest.raises(ValueError, match="half filled in"):
        audit.write(tmp_path / "a.csv", rows)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_answers_come_back_and_are_reported(collector: Collector, tmp_path: Path, kind: str) -> None:
    """From the worksheet, filled in, to the sentence; later answers replace earlier ones, which are kept."""
    sample = drawn(collector)
    rows = audit.sheet(collector.store, "shop", 1, sample["ids"])
    for row, said in zip(rows, ["Yes", "no", "N", "0", "no", "no", "no", "unclear", "", ""]):
        row["buyer"] = said
    file = tmp_path / f"a.{kind}"
    audit.write(file, rows)

    site, number, answers = audit.read(file)
    assert (site, number, len(answers)) == ("shop", 1, 8)
    assert run(collector, "audit_record", {"file": "a", "site": site, "audit_number": number, "answers": answers, "author": "ann"}) == 8
    told = audit.report(collector.store.history.samples("shop")[0], collector.store.history.drawn("shop", 1))

    assert (told["yes"], told["answered"], told["unclear"], told["open"]) == (1, 7, 1, 2)
    low, high = told["interval"]
    assert (low, high) == share_interval(1, 7, sample["population"]) and told["margin"] == max(told["share"] - low, high - told["share"])
    assert audit.sentence(told).startswith(f"14.3% ± {told['margin']:.1%} of the excluded were buyers (1 of 7")
    assert told["at_most"] > high and sum(of for _, of in told["by_class"].values()) == 7

    run(collector, "audit_record", {"file": "a", "site": site, "audit_number": 1, "answers": [(answers[0][0], "unclear", "")], "author": "bob"})
    assert audit.report(collector.store.history.samples("shop")[0], collector.store.history.drawn("shop", 1))["unclear"] >= 1


def test_nothing_answered_says_so(collector: Collector) -> None:
    """No division by nothing."""
    drawn(collector)
    told = audit.report(collector.store.history.samples("shop")[0], collector.store.history.drawn("shop", 1))
    assert told["share"] is None and "Nobody of the sample of 10" in audit.sentence(told)


@pytest.mark.parametrize("content, says", [
    ("site,audit,id,buyer\r\nshop,1,v,perhaps\r\n", r"row 1 \(v\): buyer is 'perhaps'"), ("id,buyer\r\nv,yes\r\n", "no column 'site'"),
    ("site,audit,id,buyer\r\nshop,1,v,yes\r\nshop,2,v,yes\r\n", "tells of 2 samples"), ("site,audit,id,buyer\r\nshop,x,v,yes\r\n", "Give the worksheet"),
])  # fmt: skip
def test_a_wrong_worksheet_is_told(tmp_path: Path, content: str, says: str) -> None:
    """Row, value and remedy."""
    (tmp_path / "w.csv").write_text(content)
    with pytest.raises(ValueError, match=says):
        audit.read(tmp_path / "w.csv")


def test_a_stranger_records_nothing(collector: Collector) -> None:
    """An id that was not drawn refuses the whole sheet."""
    sample = drawn(collector)
    with pytest.raises(ValueError, match="Nothing was recorded"):
        run(collector, "audit_record", {"file": "a", "site": "shop", "audit_number": 1, "answers": [(sample["ids"][0], "yes", ""), ("vx", "yes", "")], "author": "a"})
    assert all(row["buyer"] is None for row in collector.store.history.drawn("shop", 1))
