"""Verdicts: thresholds with margin, hysteresis, owners' overrides."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import NOW, SITE, evidences
from tracker.classify import DAYS, HYSTERESIS, _verdict, _wavers, classify
from tracker.model import CLASSES, DAY_MS, Evidence, Mark
from tracker.rulebook import load

TODAY = NOW // DAY_MS


def seen(**days: list[int]) -> Evidence:
    """Evidence of signals on days before today."""
    return Evidence(marks={(name, TODAY - ago): Mark(count=1, first=NOW - ago * DAY_MS, last=NOW - ago * DAY_MS) for name, agos in days.items() for ago in agos})


def test_a_demotion_needs_more_than_a_promotion() -> None:
    """Just below the threshold: who was convicted yesterday stays, who never was does not become so."""
    before = seen(asked_for_offer=[3], viewed_pricing=[3])
    after = before + seen(careers_page=[0])
    at_once = seen(asked_for_offer=[0], viewed_pricing=[0], careers_page=[0])
    high, low = (classify(evidence, SITE, load(), NOW).probabilities["prospect"] for evidence in (before, after))
    assert low < high, "reading about careers must speak against a prospect"
    site = msgspec.structs.replace(SITE, thresholds={"prospect": low + 1})

    assert high >= low + 1 and HYSTERESIS > 1
    assert "" == classify(before, site, load(), NOW).doubt
    assert "" == classify(after, site, load(), NOW).doubt
    assert "below_threshold" == classify(at_once, msgspec.structs.replace(SITE, thresholds={"prospect": 1001}), load(), NOW).doubt


def test_a_conviction_is_carried_on_from_day_to_day() -> None:
    """Convicted nine days ago, wavering on three days since: still convicted on each of them; who showed the same
    on one wavering day was never convicted, and is not."""
    told, days = seen(asked_for_offer=[12], viewed_pricing=[12], careers_page=[9, 6, 3, 0]), (12, 9, 6, 3, 0)
    chances = [classify(told, SITE, load(), NOW - ago * DAY_MS).probabilities["prospect"] for ago in days]
    site = msgspec.structs.replace(SITE, thresholds={"prospect": chances[2] + 1})
    assert chances[1] > chances[2] > chances[3] > chances[4] > chances[2] + 1 - HYSTERESIS

    assert [("prospect", "")] * 5 == [(found.winner, found.doubt) for found in (classify(told, site, load(), NOW - ago * DAY_MS) for ago in days)]
    never = seen(asked_for_offer=[6], viewed_pricing=[6], careers_page=[9, 6, 3, 0])
    strict = msgspec.structs.replace(SITE, thresholds={"prospect": classify(never, SITE, load(), NOW - 6 * DAY_MS).probabilities["prospect"] + 1})
    assert ["below_threshold"] * 3 == [classify(never, strict, load(), NOW - ago * DAY_MS).doubt for ago in (6, 3, 0)]


@settings(max_examples=60, deadline=None)
@given(evidence=evidences, threshold=st.integers(200, 900))
def test_each_day_follows_from_the_day_before(evidence: Evidence, threshold: int) -> None:
    """On every day the verdict is that of the evidence alone, or the conviction of the day before carried on:
    over all days, asked from any of them."""
    site = msgspec.structs.replace(SITE, thresholds=dict.fromkeys(CLASSES, threshold))
    convicted = ""
    for day in sorted({day for _, day in evidence.marks})[:DAYS]:
        now = (day + 1) * DAY_MS - 1
        plain, found = _verdict(evidence, site, load(), now), classify(evidence, site, load(), now)
        stays = not plain.doubt or plain.winner == convicted and _wavers(plain, site, load())
        assert ("" if stays else plain.doubt) == found.doubt
        assert plain == msgspec.structs.replace(found, doubt=plain.doubt)
        convicted = found.winner if not found.doubt else ""


def test_far_below_the_threshold_nobody_stays() -> None:
    """More than the hysteresis below: convicted no longer."""
    before = seen(asked_for_offer=[3], viewed_pricing=[3])
    after = before + seen(careers_page=[0])
    low = classify(after, SITE, load(), NOW).probabilities["prospect"]
    site = msgspec.structs.replace(SITE, thresholds={"prospect": low + HYSTERESIS + 1})

    assert "below_threshold" == classify(after, site, load(), NOW).doubt


def test_a_rival_of_long_ago_is_not_carried_on_by_behaviour() -> None:
    """Convicted by a network years ago, near the threshold today by pages alone: what convicts nobody keeps nobody convicted."""
    votes = {"changelog_page": {"competitor": 4000, "customer": 0}, "net_rival": {"competitor": 9000}}
    evidence = seen(net_rival=[9000], changelog_page=[0])
    site = msgspec.structs.replace(SITE, votes=votes, thresholds={"competitor": 300})
    chance = classify(evidence, site, load(), NOW).probabilities["competitor"]
    strict = msgspec.structs.replace(site, thresholds={"competitor": chance + 1})
    assert ("competitor", "") == (lambda told: (told.winner, told.doubt))(classify(evidence, strict, load(), NOW - 9000 * DAY_MS))

    told = classify(evidence, strict, load(), NOW)
    assert ("competitor", "below_threshold") == (told.winner, told.doubt) and {"path"} >= {row.group for row in told.contributions["competitor"] if row.points > 0}


def test_owners_override_votes_and_thresholds() -> None:
    """A site's own vote replaces the rulebook's; its own threshold, too."""
    evidence = seen(careers_page=[0])
    site = msgspec.structs.replace(SITE, votes={"careers_page": {"job_seeker": 0}})

    usual, own = classify(evidence, SITE, load(), NOW), classify(evidence, site, load(), NOW)
    assert usual.scores["job_seeker"] > own.scores["job_seeker"]
    assert own.scores["prospect"] == usual.scores["prospect"]
