"""Fit tables: weighing columns, measured on unseen rows, suspecting those that know too much, drifting aloud."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.closed_leads import leads
from tracker import fittable, fitted
from tracker.fit import fit_table
from tracker.fitting import Fitting, folds_of
from tracker.ranking import auc
from tracker.suspects import named_like_an_outcome


@pytest.fixture(scope="module")
def table():
    """A table learned from them."""
    return fit_table(leads(), "won", id_column="lead_id")


def points(table, column, says):
    """The points of a step."""
    return next(step.points for trait in table.traits for step in trait.steps if trait.scale.name == column and step.says == says)


def test_what_drives_the_outcome_gets_the_points(table):
    """Points follow the logits the leads were made with: five a logit, within a point or two."""
    assert points(table, "size", "250+") - points(table, "size", "10-49") == pytest.approx(10, abs=2)
    assert points(table, "source", "fair") - points(table, "source", "ad") == pytest.approx(6, abs=2)
    visits = next(trait for trait in table.traits if trait.scale.name == "visits")
    assert visits.steps[-2].points > visits.steps[0].points
    assert points(table, "budget", "missing") > 0


def test_missing_is_not_zero(table):
    """A lead without a budget scores as those without one did, not as one with a budget of 0."""
    row = {"size": "250+", "source": "fair", "visits": "10"}
    blank, zero = fittable.apply_table(table, [{**row, "budget": ""}, {**row, "budget": "0"}])
    assert blank["points"] > zero["points"]


def test_free_text_is_left_out(table):
    """And the id column is not even asked."""
    assert [row.column for row in table.left_out] == ["note"] and not table.suspects


def test_quality_is_of_unseen_rows(table):
    """The true model of these leads reaches about 0.77; what is said must hold on fresh ones."""
    fresh = leads(1500, 99)
    rows = [dict(zip(fresh, cells_)) for cells_ in zip(*fresh.values())]
    scored = list(fittable.apply_table(table, rows))
    reached = auc([row["points"] for row in scored], [row["won"] == "yes" for row in rows])
    assert 0.7 < table.quality["auc"] < 0.85 and reached == pytest.approx(table.quality["auc"], abs=0.03)
    assert sum(row["probability"] for row in scored) / 1500 == pytest.approx(sum(row["won"] == "yes" for row in rows) / 1500, abs=0.03)
    assert table.quality["ece"] < 0.05


def test_noise_teaches_nothing():
    """With a shuffled outcome the cross-validated AUC is a coin's throw."""
    columns = leads()
    random.Random(1).shuffle(columns["won"])
    assert fit_table(columns, "won", id_column="lead_id").quality["auc"] == pytest.approx(0.5, abs=0.05)


def test_points_add_up_to_the_probability(table):
    """Contributions sum to the points, and the points give the probability."""
    row = {"size": "50-249", "source": "fair", "visits": "33", "budget": "40000", "created": "2024-03-04"}
    told = fittable.contributions(table, row)
    scored = next(fittable.apply_table(table, [row]))
    assert sum(worth for _, worth in told) == scored["points"]
    assert scored["probability"] == pytest.approx(1 / (1 + math.exp(-(table.base + scored["points"] / 5))), abs=1e-4)
    assert all(isinstance(step.points, int) for trait in table.traits for step in trait.steps)


def test_two_columns_that_only_speak_together():
    """Neither a nor b says anything alone; where they are equal the lead is won."""
    chance = random.Random(4)
    a, b = ([chance.choice("xy") for _ in range(1200)] for _ in range(2))
    won = ["1" if chance.random() < (0.8 if one == other else 0.2) else "0" for one, other in zip(a, b)]
    columns = {"a": a, "b": b, "won": won}
    assert fit_table(columns, "won").quality["auc"] > 0.75
    assert len(fit_table(columns, "won").together) == 1
    assert fit_table(columns, "won", how=Fitting(pairs=0)).quality["auc"] < 0.56


def test_leaks_are_suspected_aloud():
    """Computed from the outcome, filled only afterwards, or named like it."""
    columns = leads()
    won = [told == "yes" for told in columns["won"]]
    chance = random.Random(2)
    columns["margin"] = [str(chance.randrange(50, 99) if true else chance.randrange(60)) for true in won]
    columns["contract_number"] = [f"C{number % 9}" if true else "" for number, true in enumerate(won)]
    columns["lost_reason"] = ["" if true or chance.random() < 0.5 else chance.choice(["price", "time"]) for true in won]
    columns["closed_by"] = [chance.choice("abc") if true else chance.choice("cde") for true in won]
    table = fit_table(columns, "won", id_column="lead_id")
    assert {row.column: row.left_out for row in table.suspects} == {"margin": True, "contract_number": True, "lost_reason": True, "closed_by": True}
    assert "SUSPECTED" in fitted.printed(table)
    kept = fit_table(columns, "won", id_column="lead_id", keep=["closed_by"], without=["margin"])
    assert "closed_by" in {trait.scale.column for trait in kept.traits} and "margin" not in {row.column for row in kept.suspects}


def test_a_towering_column_is_kept_and_named():
    """Far better than all others, but not perfect: somebody has to look."""
    columns, chance = leads(), random.Random(2)
    columns["page_value"] = [str(chance.randrange(20, 100) if told == "yes" and chance.random() < 0.85 else chance.randrange(40)) for told in columns["won"]]
    told = {row.column: row for row in fit_table(columns, "won", id_column="lead_id").suspects}
    assert not told["page_value"].left_out and "computed from the outcome" in told["page_value"].says


@pytest.mark.parametrize("name, guilty", [
    ("won_date", True), ("ClosedBy", True), ("lost reason", True), ("converted", True), ("contract-id", True), ("wonderful", False), ("glossary", False),
    ("enclosure", False), ("ordinary", False), ("first_contact_date", False),
])
def test_names_of_outcomes(name, guilty):
    """Whole words only."""
    assert named_like_an_outcome(name) is guilty


def test_drift_is_shown_by_quarters():
    """A source that stops working shows in the last quarter."""
    columns = leads(2000)
    chance = random.Random(7)
    columns["won"] = [("yes" if chance.random() < (0.8 if source == "fair" else 0.2) else "no") if number < 1500 else chance.choice(["yes", "no"])
                      for number, source in enumerate(columns["source"])]
    columns["source"] = [source if number < 1500 else "web" if chance.random() < 0.5 else source for number, source in enumerate(columns["source"])]
    told = fit_table(columns, "won", id_column="lead_id")
    assert told.drift["column"] == "created" and len(told.drift["periods"]) == 4
    assert told.drift["periods"][0]["auc"] > 0.75 and told.drift["forward_auc"] < 0.6
    assert told.drift["moved"][0]["column"] == "source" and told.drift["moved"][0]["psi"] > 0.25
    assert "learn again soon" in fitted.printed(told)


def test_the_same_file_gives_the_same_table():
    """Byte for byte; another seed another fold."""
    columns = leads(600)
    once, again = (fit_table(columns, "won", id_column="lead_id") for _ in range(2))
    assert once == again
    assert folds_of([True] * 50, 5, 1) != folds_of([True] * 50, 5, 2)


@given(st.lists(st.booleans(), min_size=10, max_size=200))
def test_folds_share_both_outcomes(truths):
    """Each fold has its share of yes and of no, give or take one."""
    folds = folds_of(truths, 5, 42)
    for answer in (True, False):
        counts = [sum(fold == number and true == answer for fold, true in zip(folds, truths)) for number in range(5)]
        assert max(counts) - min(counts) <= 1


def test_the_text_fits_a_terminal(table):
    """Within 100 columns."""
    text = fitted.printed(table)
    assert max(map(len, text.splitlines())) <= 100 and "On rows it had not seen" in text and "Over time, by created" in text


def test_copies_are_said():
    """A file that holds each lead twice flatters the cross-validation."""
    columns = leads(300)
    doubled = {name: told * 2 for name, told in columns.items()}
    assert "flatter" in fit_table(doubled, "won", id_column="lead_id").notes[-1] and not fit_table(columns, "won", id_column="lead_id").notes
    changed = {**doubled, "note": [f"text {number} of a lead" for number in range(600)]}
    assert "repeat an id" in fit_table(changed, "won", id_column="lead_id").notes[-1]


def test_wrong_questions_are_answered_with_the_remedy(tmp_path):
    """Columns that are not there, too few rows, a model that is none."""
    columns = leads(60)
    with pytest.raises(ValueError, match="There are: lead_id"):
        fit_table(columns, "wonn")
    with pytest.raises(ValueError, match="too few to learn"):
        fit_table({**columns, "won": ["yes"] * 5 + ["no"] * 55}, "won")
    with pytest.raises(ValueError, match="No column can tell"):
        fit_table({"won": ["yes", "no"] * 100, "same": ["x"] * 200}, "won")
    (tmp_path / "model.json").write_text("{}")
    with pytest.raises(ValueError, match="winnow learn"):
        fittable.load(tmp_path / "model.json")
