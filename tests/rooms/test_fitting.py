"""Fit tables: reading what CRMs write, dividing columns, weighing them, suspecting those that know too much."""
import gzip
import json
import math
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import cells, crm, fittable, fitted, leadfile, logistic
from tracker.fit import fit_table
from tracker.fitting import Fitting, folds_of
from tracker.outcomes import outcome_of
from tracker.ranking import auc
from tracker.scales import LeftOut, Scale, divide, edges_of
from tracker.suspects import named_like_an_outcome

SIZES = ("10-49", "50-249", "250+")


def leads(count=1500, seed=3):
    """Closed leads whose chance depends on size, source and visits; a missing budget is a good sign; the note is text."""
    chance = random.Random(seed)
    columns = {name: [] for name in ("lead_id", "size", "source", "visits", "budget", "created", "note", "won")}
    for number in range(count):
        size, source, visits = chance.choice(SIZES), chance.choice(["fair", "search", "ad"]), chance.randrange(40)
        blank = chance.random() < 0.3
        logit = -2.2 + SIZES.index(size) + 1.2 * (source == "fair") + visits / 25 + 1.0 * blank
        row = (f"L{number:05}", size, source, str(visits), "" if blank else f"{chance.randrange(1000, 90000)}", str(date(2024, 1, 1) + timedelta(number // 3)),
               f"wants {chance.random()} of it", "yes" if chance.random() < logistic.sigmoid(logit) else "no")
        for name, told in zip(columns, row):
            columns[name].append(told)
    return columns


@pytest.fixture(scope="module")
def table():
    """A table learned from them."""
    return fit_table(leads(), "won", id_column="lead_id")


def points(table, column, says):
    """The points of a step."""
    return next(step.points for trait in table.traits for step in trait.steps if trait.scale.name == column and step.says == says)


@pytest.mark.parametrize("cell, value", [
    ("1234.5", 1234.5), ("1,234.50", 1234.5), ("1.234,50", 1234.5), ("1,234", 1234), ("12,5", 12.5), ("1.234.567", 1234567), ("€ 30", 30), ("12 %", 12),
    ("-3", -3), ("1e3", 1000), ("1 234,5", 1234.5), ("12'000", 12000), ("abc", None), ("", None), ("10-49", None), ("1e999", None), ("0.5", 0.5), ("1.234", 1.234),
])
def test_numbers_as_countries_write_them(cell, value):
    """Points, commas, blanks and marks of currency."""
    assert cells.number(cell) == value


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_a_number_is_read_back(value):
    """Whatever Python writes is read."""
    assert cells.number(repr(value)) == value


@given(st.text(max_size=30))
def test_any_cell_can_be_read(cell):
    """No text breaks a reader."""
    cells.number(cell), cells.missing(cell), cells.day(cell, "dmy"), cells.order_of([cell])


def test_days_are_read_in_the_columns_order():
    """25/12 anywhere in the column says that the day stands first."""
    assert cells.order_of(["01/02/2026", "25/12/2025"]) == "dmy" and cells.order_of(["01/02/2026", "12/25/2025"]) == "mdy"
    assert cells.order_of(["2026-03-02T10:00:00Z"]) == "ymd" and cells.order_of(["10-49", "50-249"]) == ""
    assert cells.day("01/02/2026", "mdy").day == date(2026, 1, 2).toordinal() and cells.day("1.2.2026 17:30", "dmy") == (date(2026, 2, 1).toordinal(), 17)
    assert cells.day("31/31/2026", "dmy") is None


def test_few_values_are_steps_of_their_own():
    """0, 1 and 2 stand alone, the rare ones above together."""
    edges = edges_of([0.0] * 50 + [1.0] * 30 + [2.0] * 20 + [3.0] * 4 + [9.0] * 8, 10)
    assert edges == (0, 1, 2)
    assert Scale(column="n", kind="number", edges=edges, whole=True).steps == ("0", "1", "2", "above 2", "missing")


@given(st.lists(st.floats(-1e6, 1e6), min_size=30, max_size=300))
def test_every_number_has_one_step(values):
    """Steps rise with the value; missing is its own."""
    scale = Scale(column="n", kind="number", edges=edges_of(values, 10))
    codes = [scale.step(repr(value)) for value in sorted(values)]
    assert codes == sorted(codes) and all(code < scale.last for code in codes) and scale.step("") == scale.last
    assert len(scale.steps) == scale.last + 1


@pytest.mark.parametrize("column, told, says", [
    ("note", [f"we would like {number} of them next spring" for number in range(200)], "hardly any of them twice"),
    ("lead_id", [str(number * 7919 % 100003) for number in range(200)], "like an id"),
    ("mail", [f"a{number % 20}@firm.example" for number in range(200)], "addresses"),
    ("country", ["SI"] * 200, "every row"),
    ("seldom", ["x"] + [""] * 199, "filled in 1 rows"),
])
def test_a_column_that_cannot_speak_is_left_out_aloud(column, told, says):
    """With its reason."""
    found = divide(column, told)
    assert isinstance(found, LeftOut) and says in found.says


def test_days_become_weekdays_and_more_only_where_they_can():
    """One year: no month (it is the trend). Twenty years: an age."""
    year = [str(date(2025, 1, 1) + timedelta(number)) for number in range(300)]
    born = [str(date(1960, 1, 1) + timedelta(number * 31)) for number in range(300)]
    assert [scale.kind for scale in divide("created", year)] == ["weekday"]
    assert [scale.kind for scale in divide("born", born)] == ["weekday", "month", "age"]


def test_rare_levels_are_pooled_and_unknown_ones_too():
    """Nine rows are no level."""
    scale = divide("source", ["fair"] * 50 + ["ad"] * 50 + ["fax"] * 9)[0]
    assert scale.levels == ("fair", "ad") and scale.step("fax") == scale.step("never seen") == 2 and scale.step("n/a") == 3


@pytest.mark.parametrize("told, value, meant, yes", [
    (["yes", "no", "no"], None, "yes", 1), (["TRUE", "FALSE", "TRUE"], None, "TRUE", 2), (["Closed Won", "Closed Lost", "open"], "closed won", "Closed Won", 1),
    (["yes", "", ""], None, "(filled)", 1), ([f"2026-01-{number:02}" if number % 2 else "" for number in range(1, 29)], None, "(filled)", 14), (["0", "1", "1"], None, "1", 2), (["x", "y", "x"], "x", "x", 2),
])
def test_outcomes(told, value, meant, yes):
    """Which value means yes."""
    found = outcome_of("won", told, value)
    assert (found.value, sum(found.truths)) == (meant, yes)


def test_an_unclear_outcome_is_asked_for():
    """Three values, or two without a yes: --value has to say."""
    for told in (["a", "b", "c"] * 20, ["lost", "open"] * 20):
        with pytest.raises(ValueError, match="--value"):
            outcome_of("stage", told)
    with pytest.raises(ValueError, match="No row of 'stage' says 'won'"):
        outcome_of("stage", ["a", "b"], "won")


def test_open_leads_are_left_out_aloud():
    """Blank beside won and lost is neither."""
    found = outcome_of("stage", ["won", "lost", "", "won"])
    assert found.places == [0, 1, 3] and "still open" in found.notes[0]


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


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_of_all_kinds(tmp_path, mark, encoding):
    """Delimiters, encodings, gzip, quotes with delimiters in them, short rows."""
    text = f'größe{mark}"a, b;c"{mark}\r\n1{mark}"x{mark}y"{mark}z\r\n2{mark}k\r\n'
    plain, packed = tmp_path / "leads.csv", tmp_path / "leads.csv.gz"
    plain.write_bytes(text.encode(encoding))
    packed.write_bytes(gzip.compress(text.encode(encoding)))
    for file in (plain, packed):
        assert leadfile.read(file).columns == {"größe": ["1", "2"], "a, b;c": [f"x{mark}y", "k"], "column 3": ["z", ""]}


def test_a_large_file_is_sampled_evenly(tmp_path):
    """Bounded, in the order of the file, and said."""
    file = tmp_path / "leads.csv"
    file.write_text("n\n" + "\n".join(map(str, range(20_000))))
    found = leadfile.read(file, most=1000)
    values = [int(cell) for cell in found.columns["n"]]
    assert found.rows == 1000 and values == sorted(values) and 9000 < sum(values) / 1000 < 11_000 and "even sample" in found.notes[0]


@pytest.mark.parametrize("held, says", [(b"", "no header"), (b"\x1f\x8b\x08\x00broken", "gzip"), (b"a,b\n\"" + b"x" * 200_000 + b"\",1\n", "line")])
def test_a_broken_file_is_named(tmp_path, held, says):
    """With what to do."""
    file = tmp_path / "leads.csv"
    file.write_bytes(held)
    with pytest.raises(ValueError, match=says):
        leadfile.read(file)


def test_from_file_to_file(tmp_path):
    """Learn, save, load, score: rows keep their columns and order; what the file lacks is named."""
    columns = leads(400)
    file, model, out = tmp_path / "leads.csv.gz", tmp_path / "model.json", tmp_path / "scored.csv"
    leadfile.write(file, list(columns), zip(*columns.values()))
    table = crm.learn_file(file, "won", id_column="lead_id")
    fittable.save(table, model)
    assert fittable.load(model) == table and json.loads(model.read_text()) == json.loads(json.dumps(crm.report_of(table)))
    told = crm.score_file(fittable.load(model), file, out)
    scored = leadfile.read(out)
    assert told["rows"] == scored.rows == 400 and told["absent"] == [] and list(scored.columns) == [*columns, "probability", "points", "because"]
    assert scored.columns["lead_id"] == columns["lead_id"]
    leadfile.write(file, ["size"], iter([["250+"], ["never seen"]]))
    assert crm.score_file(table, file, out)["absent"] == sorted({trait.scale.column for trait in table.traits} - {"size"})
    with pytest.raises(ValueError, match="the file that is read"):
        crm.score_file(table, file, file)


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
