"""The figures: hand-computed examples, and laws that hold whatever the answers are."""
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import measure, ranking

LABELS = ("a", "b", "c")
PAIRS = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("b", "a"), ("c", "a")]
pairs = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=40)
answers = st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=1, max_size=60)


def test_by_class_by_hand():
    """a: 2 of 4 answers, 2 of 3 cases; c: never said."""
    rows = measure.by_class(PAIRS, LABELS)
    told = {"precision": 0.5, "recall": pytest.approx(2 / 3), "f1": pytest.approx(4 / 7), "support": 3, "said": 4}
    assert rows["a"] == {**told, "precision_interval": list(measure.interval(2, 4)), "recall_interval": list(measure.interval(2, 3))}
    assert rows["b"]["f1"] == 0.5 and rows["c"]["precision"] == rows["c"]["recall"] == rows["c"]["said"] == 0 and rows["c"]["precision_interval"] == [0.0, 1.0]
    assert measure.macro_f1(PAIRS) == pytest.approx((4 / 7 + 0.5) / 3)
    assert measure.accuracy(PAIRS) == 0.5


def test_confusion_holds_every_case_once():
    """Row sums are the cases of a label; zeros are there."""
    table = measure.confusion(PAIRS, LABELS)
    assert table["a"] == {"a": 2, "b": 1, "c": 0} and sum(sum(row.values()) for row in table.values()) == len(PAIRS)


@given(pairs)
def test_perfect_answers_score_one(cases):
    """Whoever is always right has 1 everywhere."""
    perfect = [(truth, truth) for truth, _ in cases]
    assert measure.accuracy(perfect) == measure.macro_f1(perfect) == 1.0


@given(pairs)
def test_precision_and_recall_change_places(cases):
    """With truth and answer exchanged, F1 stays and precision becomes recall."""
    there, back = measure.by_class(cases, LABELS), measure.by_class([(said, truth) for truth, said in cases], LABELS)
    for label in LABELS:
        assert there[label]["precision"] == back[label]["recall"] and there[label]["f1"] == pytest.approx(back[label]["f1"])


@given(st.floats(0, 1), st.floats(0, 1))
def test_f_is_symmetric_and_between(precision, recall):
    """F1 lies between its two parts."""
    both = measure.f_score(precision, recall)
    assert both == measure.f_score(recall, precision)
    assert min(precision, recall) - 1e-9 <= both <= max(precision, recall) + 1e-9


def test_brier_and_log_loss_by_hand():
    """Sure and right: 0; sure and wrong: 2; half and half: 0.5 and ln 2."""
    assert measure.brier([{"a": 1.0, "b": 0.0}], ["a"]) == 0.0
    assert measure.brier([{"a": 1.0, "b": 0.0}], ["b"]) == 2.0
    half = [{"a": 0.5, "b": 0.5}]
    assert measure.brier(half, ["a"]) == 0.5 and measure.log_loss(half, ["b"]) == pytest.approx(math.log(2))
    assert measure.log_loss([{"a": 1.0, "b": 0.0}], ["b"]) == pytest.approx(-math.log(measure.FLOOR))


def test_calibration_error_by_hand():
    """Ten said at 0.7 of which seven were: no error. Said at 0.9 of which half were: 0.4."""
    assert measure.calibration_error([0.7] * 10, [True] * 7 + [False] * 3) == pytest.approx(0)
    assert measure.calibration_error([0.9] * 4, [True, True, False, False]) == pytest.approx(0.4)


def test_calibrated_answers_have_hardly_any_error():
    """Truths drawn with the probability that was said: the error is sampling noise."""
    chance = random.Random(5)
    said = [chance.random() for _ in range(20_000)]
    assert measure.calibration_error(said, [chance.random() < p for p in said]) < 0.02


@given(answers)
def test_reliability_loses_nobody(cases):
    """Bins add up to all cases, and their mean lies inside the bin."""
    rows = measure.reliability([p for p, _ in cases], [t for _, t in cases])
    assert sum(row["n"] for row in rows) == len(cases)
    assert all(row["from"] - 1e-9 <= row["said"] <= row["to"] + 1e-9 for row in rows)


def test_an_edge_belongs_below():
    """0.3 lies in 0.2-0.3, 1.0 in the last bin."""
    assert [row["to"] for row in measure.reliability([0.3, 1.0, 0.0], [True] * 3)] == [0.1, 0.3, 1.0]


def test_coverage_by_hand():
    """Right, right, wrong, right, by falling sureness: 80 % accuracy for the first two only."""
    told = measure.coverage([0.9, 0.8, 0.7, 0.6], [True, True, False, True], (0.75, 0.8))
    assert told == {"0.75": 1.0, "0.80": 0.5}


def test_coverage_cannot_split_equals():
    """Two equally sure, one of them wrong, are answered together or not at all."""
    assert measure.coverage([0.9, 0.9], [True, False], (0.8,)) == {"0.80": 0.0}


@given(answers)
def test_coverage_falls_with_the_accuracy_asked(cases):
    """More accuracy never means more coverage."""
    told = list(measure.coverage([p for p, _ in cases], [t for _, t in cases]).values())
    assert told == sorted(told, reverse=True)


def test_the_lead_list_by_hand():
    """Three listed, two of them wanted, of four wanted."""
    told = measure.outreach([True, True, True, False, False], [True, True, False, True, True])
    assert (told["precision"], told["recall"], told["right"]) == (pytest.approx(2 / 3), 0.5, 2)
    leaked = measure.leaking([True, True, True, False], ["prospect", "bot", "customer", "bot"])
    assert leaked == {"count": 1, "share": pytest.approx(1 / 3), "share_of_them": 0.5, "labels": {"bot": 1}}


def test_wilson_by_hand():
    """Wilson's interval of 8 in 10 is 0.490 to 0.943, and none of ten is not none at all."""
    assert measure.interval(8, 10) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert measure.interval(0, 10)[1] == pytest.approx(0.2775, abs=1e-4) and measure.interval(0, 0) == (0.0, 1.0)


def test_nothing_measured_is_no_error():
    """Empty input answers zeros."""
    assert measure.accuracy([]) == measure.macro_f1([]) == measure.brier([], []) == measure.log_loss([], []) == measure.calibration_error([], []) == 0.0
    assert measure.coverage([], []) == dict.fromkeys(("0.80", "0.85", "0.90", "0.95", "0.99"), 0.0)


def test_auc_by_hand():
    """Of 2 x 2 pairs three are in order; all equal is a coin's throw."""
    assert ranking.auc([0.9, 0.4, 0.5, 0.1], [True, True, False, False]) == 0.75
    assert ranking.auc([1, 1, 1], [True, False, False]) == ranking.auc([1, 2], [True, True]) == 0.5


@given(answers)
def test_auc_turns_round(cases):
    """The reversed score has the mirrored AUC; a monotone change of the score changes nothing."""
    scores, truths = [p for p, _ in cases], [t for _, t in cases]
    if 0 < sum(truths) < len(truths):
        assert ranking.auc([-p for p in scores], truths) == pytest.approx(1 - ranking.auc(scores, truths))
    assert ranking.auc([math.exp(p) for p in scores], truths) == ranking.auc(scores, truths)


def test_average_precision_by_hand():
    """Yes at ranks 1 and 3: (1 + 2/3) / 2; without any order it is the base rate."""
    assert ranking.average_precision([3, 2, 1], [True, False, True]) == pytest.approx((1 + 2 / 3) / 2)
    assert ranking.average_precision([1, 1, 1, 1], [True, False, False, False]) == 0.25


def test_the_best_tenth_shares_a_tie():
    """Ten cases, one place, two equally good of which one is a yes."""
    assert ranking.top_share([9, 9, *range(8)], [True, False, *[False] * 8]) == 0.5
    assert ranking.top_share([], []) == 0.0


def test_stability_by_hand():
    """The same mixture is stable; a turned one is not."""
    same, turned = ["x"] * 80 + ["y"] * 20, ["x"] * 20 + ["y"] * 80
    assert ranking.stability(same, same) == 0.0
    assert ranking.stability(same, turned) == pytest.approx(2 * (80.5 - 20.5) / 101 * math.log(80.5 / 20.5))
