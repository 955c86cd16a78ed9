"""Verdicts: thresholds with margin, hysteresis, owners' overrides."""

from __future__ import annotations

import msgspec

from tests.strategies import NOW, SITE
from tracker.classify import HYSTERESIS, classify
from tracker.model import DAY_MS, Evidence, Mark
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


def test_far_below_the_threshold_nobody_stays() -> None:
    """More than the hysteresis below: convicted no longer."""
    before = seen(asked_for_offer=[3], viewed_pricing=[3])
    after = before + seen(careers_page=[0])
    low = classify(after, SITE, load(), NOW).probabilities["prospect"]
    site = msgspec.structs.replace(SITE, thresholds={"prospect": low + HYSTERESIS + 1})

    assert "below_threshold" == classify(after, site, load(), NOW).doubt


def test_owners_override_votes_and_thresholds() -> None:
    """A site's own vote replaces the rulebook's; its own threshold, too."""
    evidence = seen(careers_page=[0])
    site = msgspec.structs.replace(SITE, votes={"careers_page": {"job_seeker": 0}})

    usual, own = classify(evidence, SITE, load(), NOW), classify(evidence, site, load(), NOW)
    assert usual.scores["job_seeker"] > own.scores["job_seeker"]
    assert own.scores["prospect"] == usual.scores["prospect"]
