"""Columns of a CRM: cells read as countries write them, values divided into steps, the outcome found."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import cells
from tracker.outcomes import outcome_of
from tracker.scales import LeftOut, Scale, divide, edges_of


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
