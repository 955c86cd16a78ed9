"""The laws the design stands on, tried on thousands of cases instead of remembered ones."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import NOW, SITE, evidences
from tracker.classify import classify, permille, softmax
from tracker.model import CLASSES, Evidence
from tracker.rulebook import load
from tracker.tally import decay


@given(a=evidences, b=evidences, c=evidences)
def test_evidence_adds_up(a: Evidence, b: Evidence, c: Evidence) -> None:
    """+ is associative and commutative, and Evidence() is its zero."""
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + Evidence() == a == Evidence() + a
    assert Evidence() + Evidence() == Evidence()


@settings(max_examples=200, deadline=None)
@given(evidence=evidences)
def test_explanations_add_up(evidence: Evidence) -> None:
    """Prior plus the points of all contributions is the score, for every class, exactly."""
    verdict = classify(evidence, SITE, load(), NOW)
    for name in CLASSES:
        assert verdict.scores[name] == verdict.priors[name] + sum(row.points for row in verdict.contributions[name])
    assert 1000 == sum(verdict.probabilities.values())


@settings(max_examples=100, deadline=None)
@given(evidence=evidences)
def test_group_caps_hold(evidence: Evidence) -> None:
    """However many signs a group has, together they push a class no further than the group's cap."""
    verdict = classify(evidence, SITE, load(), NOW)
    for rows in verdict.contributions.values():
        for group, cap in load().caps.items():
            assert abs(sum(row.points for row in rows if row.group == group)) <= cap


@given(st.integers(0, 4000), st.integers(1, 400))
def test_decay_only_falls(age: int, half_life: int) -> None:
    """Older never weighs more; a half-life halves; nothing leaves 0..1000."""
    assert 0 <= decay(age + 1, half_life) <= decay(age, half_life) <= 1000
    assert 500 == decay(half_life, half_life)
    assert 1000 == decay(age, 0)


@given(st.dictionaries(st.sampled_from(CLASSES), st.integers(-20_000, 20_000), min_size=1))
def test_probabilities_add_up(scores: dict[str, int]) -> None:
    """Rounded probabilities add up to exactly 1000 permille, none negative."""
    rounded = permille(softmax(scores))
    assert 1000 == sum(rounded.values())
    assert min(rounded.values()) >= 0


def test_nothing_known_is_unknown() -> None:
    """Without evidence the verdict is unknown, and says so."""
    verdict = classify(Evidence(), SITE, load(), NOW)
    assert ("unknown", "nothing_known") == (verdict.winner, verdict.doubt)
