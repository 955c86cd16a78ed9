"""What is said of a verdict: what would change it, also where a person gave it."""

from __future__ import annotations

from tests.strategies import NOW, SITE, entry
from tracker.model import Known
from tracker.pipeline import explain
from tracker.rulebook import load

RULES = load()


def known(*dispositions: dict) -> Known:
    """Somebody who applied for a job, and what a person said of them."""
    event = entry({"type": "track", "event": "Application Submitted", "anonymousId": "a", "messageId": "m", "timestamp": NOW})
    return Known(site="shop", visitor="v1", nodes=("d:a",), evidence=event.evidence, traits={}, events=1, first_seen=NOW, last_seen=NOW, dispositions=dispositions)


def said(who: str, at: int = NOW, outcome: str = "") -> dict:
    return {"class": who, "outcome": outcome, "note": "", "author": "ann@shop.test", "at": at}


def test_a_class_that_a_person_told_is_changed_by_a_person() -> None:
    """Not by the absence of signs, which never gave it."""
    told = explain(known(said("customer"), said("prospect", NOW + 86_400_000), said("", NOW + 1, "won")), SITE, RULES, NOW)
    assert "prospect" == told["class"] and [] == told["counterfactual"]["without"] and "job_seeker" == told["counterfactual"]["class"]
    says = told["counterfactual"]["says"]
    assert "A person said on 2024-10-05 that this is a prospect" in says and "would be job seeker" in says and "Saying another class" in says
    assert "would be the same" in explain(known(said("job_seeker")), SITE, RULES, NOW)["counterfactual"]["says"]
    assert "A person" not in str(explain(known(said("", outcome="won")), SITE, RULES, NOW)["counterfactual"])


def test_the_rulebook_named_is_the_sites_edition() -> None:
    assert RULES.edition(SITE) == explain(known(), SITE, RULES, NOW)["rulebook"]
