"""Learning from dispositions: the update by hand, its bounds as laws, and its way into the rules and out again."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import NOW, SITE, entry
from tracker import learning
from tracker.collector import Collector
from tracker.commands import run
from tracker.learn import LEAST, MOST, MOST_BY_ONE, Case, case_of, learned, lessons
from tracker.model import CLASSES, DAY_MS
from tracker.rulebook import load
from tracker.settings import load as settings

SURE = {name: 0.93 if name == "prospect" else 0.01 for name in CLASSES}


def case(number: int, said: str = "job_seeker", author: str = "ann", shares: dict | None = None, expected: dict = SURE) -> Case:
    """A corrected visitor."""
    return Case(visitor=f"v{number}", author=author, said=said, shares=shares or {"asked_for_offer": 1.0}, expected=expected)


def shifts(cases: list[Case]) -> dict[tuple[str, str], int]:
    """Every vote that changes."""
    return {(lesson.signal, lesson.voted): lesson.shift for lesson in lessons(cases)}


def test_the_first_correction_counts() -> None:
    """One surprise of 0.99 against 20 pseudo-observations (information 5): 0.99 / (5 + 0.99 * 0.01) nats."""
    found = shifts([case(1)])
    assert found[("asked_for_offer", "job_seeker")] == round(1000 * 0.99 / (5 + 0.99 * 0.01)) == 198
    assert found[("asked_for_offer", "prospect")] == -round(1000 * 0.93 / (5 + 0.93 * 0.07)) == -184


def test_signs_share_the_surprise() -> None:
    """What ten signs said together is not ten surprises."""
    found = shifts([case(1, shares={"a": 0.5, "b": 0.25, "c": 0.25})])
    assert found["a", "job_seeker"] == 99 and found["b", "job_seeker"] == found["c", "job_seeker"] == 49


def test_what_was_expected_teaches_little() -> None:
    """Fifty confirmations of what the rules say at 0.93 move a vote less than one person may, towards it."""
    found = shifts([case(number, "prospect") for number in range(50)])
    assert 0 < found[("asked_for_offer", "prospect")] <= MOST_BY_ONE


def test_one_person_is_bounded_and_many_are_heard() -> None:
    """A hundred corrections by one person stop at their bound; more people go on to the bound of all."""
    many = [case(number) for number in range(100)]
    assert shifts(many)[("asked_for_offer", "job_seeker")] == MOST_BY_ONE
    crowd = [msgspec.structs.replace(one, author=f"p{number % 5}") for number, one in enumerate(many)]
    assert shifts(crowd)[("asked_for_offer", "job_seeker")] == MOST
    (told,) = [lesson for lesson in lessons(crowd) if lesson.voted == "job_seeker"]
    assert (told.corrections, told.said, told.expected, told.people) == (100, 100, 1.0, 5)


cases = st.lists(
    st.builds(
        case, st.integers(0, 60), st.sampled_from(CLASSES), st.sampled_from(["ann", "bob", "cy"]),
        st.sampled_from([{"a": 1.0}, {"a": 0.5, "b": 0.5}, {"a": 0.25, "b": 0.25, "c": 0.5}]),
        st.sampled_from([SURE, dict.fromkeys(CLASSES, 0.125)]),
    ),
    max_size=60, unique_by=lambda one: one.visitor,
)  # fmt: skip


@given(cases, st.randoms())
def test_the_order_does_not_matter(told: list[Case], chance) -> None:
    """Shuffled words teach the same."""
    mixed = list(told)
    chance.shuffle(mixed)
    assert lessons(told) == lessons(mixed)


@given(cases)
def test_nobody_moves_a_vote_beyond_the_bound(told: list[Case]) -> None:
    """With and without one person's words no vote differs by more than their bound, whatever the others say."""
    whole = shifts(told)
    for author in ("ann", "bob", "cy"):
        without = shifts([one for one in told if one.author != author])
        for key in {*whole, *without}:
            assert abs(whole.get(key, 0) - without.get(key, 0)) <= MOST_BY_ONE + LEAST
    assert all(LEAST <= abs(shift) <= MOST for shift in whole.values())


@pytest.fixture
def collector(tmp_path: Path):
    """A shop with three who asked for an offer, without a running judge."""
    made = Collector(settings({"data": str(tmp_path)}), now=lambda: NOW)
    made.administer(lambda registry: registry.add_site(SITE, NOW))
    rows = []
    for number in range(3):
        page = {"path": "/pricing", "url": "https://shop.test/pricing", "title": "Pricing"}
        rows += [entry({"type": "page", "anonymousId": f"d{number}", "messageId": f"p{number}", "timestamp": NOW - DAY_MS, "properties": page})]
        rows += [entry({"type": "track", "event": "Quote Requested", "anonymousId": f"d{number}", "messageId": f"q{number}", "timestamp": NOW - DAY_MS, "properties": {}})]
    made.store.record(rows)
    made.settle()
    yield made
    made.close()


def dispose(collector: Collector, device: str, said: str, author: str = "ann", at: int = NOW, outcome: str = "") -> None:
    """What sales said of somebody."""
    row = {"class": said, "outcome": outcome, "note": "", "author": author, "at": at}
    collector.writer.do(lambda: collector.store.dispose("shop", collector.store.resolve("shop", device), row))


def test_a_visitor_counts_once_with_the_last_word(collector: Collector) -> None:
    """Who changes their mind teaches the new one; what was done after the word teaches nothing."""
    dispose(collector, "d0", "student", at=NOW - 5)
    dispose(collector, "d0", "job_seeker")
    known = collector.store.known("shop", collector.store.resolve("shop", "d0"))
    one = case_of(known, SITE, load())
    assert one.said == "job_seeker" and "asked_for_offer" in one.shares and math.isclose(sum(one.shares.values()), 1)
    assert case_of(known, SITE, load(), skipped=((NOW - 1, NOW),)).said == "student"
    early = msgspec.structs.replace(known, dispositions=({"class": "bot", "outcome": "", "note": "", "author": "x", "at": NOW - 9 * DAY_MS},))
    assert case_of(early, SITE, load()) is None
    assert case_of(msgspec.structs.replace(known, dispositions=({**known.dispositions[0], "class": "", "outcome": "won"},)), SITE, load()).said == "prospect"
    assert case_of(msgspec.structs.replace(known, dispositions=({**known.dispositions[0], "class": "", "outcome": "lost"},)), SITE, load()) is None


def test_learning_is_published_told_and_repeatable(collector: Collector) -> None:
    """The first disposition changes the site's votes; learning again changes nothing, for it starts from the priors."""
    dispose(collector, "d0", "job_seeker")
    found = run(collector, "relearn", {"site": "shop"})
    votes = collector.sites["shop"].votes
    assert found["version"] == 2 and found["corrections"] == 1 and "asked_for_offer" in found["changed"]
    for row in found["lessons"]:
        assert votes[row["signal"]][row["voted"]] == row["after"] == row["before"] + row["shift"]
    assert run(collector, "relearn", {"site": "shop"})["version"] is None and collector.sites["shop"].votes == votes
    assert collector.store.history.latest("shop").author == "learn" and "1 corrected visitors" in collector.store.history.latest("shop").note
    assert collector.store.waiting() and collector.settle()
    assert "+" in collector.store.row("shop", collector.store.resolve("shop", "d1"))["rulebook"]


def test_the_owners_rules_and_the_learned_do_not_eat_each_other(collector: Collector) -> None:
    """Publishing a vote below a learned shift moves the sum; learning again keeps the owner's word."""
    dispose(collector, "d0", "job_seeker")
    run(collector, "relearn", {"site": "shop"})
    run(collector, "rules_publish", {"site": "shop", "text": "[votes.asked_for_offer]\nprospect = 3000\n", "file": "f", "note": "n", "author": "ann"})
    run(collector, "relearn", {"site": "shop"})
    shift = collector.store.history.latest("shop").told.override.learned["asked_for_offer"]["prospect"]
    assert shift < 0 and collector.sites["shop"].votes["asked_for_offer"]["prospect"] == 3000 + shift
    assert collector.store.history.latest("shop").told.override.votes == {"asked_for_offer": {"prospect": 3000}}


def test_what_was_taken_back_stays_away(collector: Collector) -> None:
    """After a revert the same words teach nothing, new ones do, and --everything heeds the old ones again."""
    dispose(collector, "d0", "job_seeker")
    run(collector, "relearn", {"site": "shop"})
    learned_votes = collector.sites["shop"].votes
    collector.now = lambda: NOW + 1000
    run(collector, "rules_revert", {"site": "shop", "version": "1", "note": "no", "author": "bob"})
    assert collector.sites["shop"].votes == {}
    assert run(collector, "relearn", {"site": "shop"}) == {"version": None, "corrections": 0, "people": 0, "lessons": [], "changed": []}

    collector.now = lambda: NOW + 2000
    dispose(collector, "d1", "student", at=NOW + 2000)
    assert run(collector, "relearn", {"site": "shop"})["corrections"] == 1
    assert {lesson["voted"] for lesson in run(collector, "relearn", {"site": "shop"})["lessons"]} == {"student", "prospect"}
    assert run(collector, "relearn", {"site": "shop", "everything": True})["corrections"] == 2

    run(collector, "rules_revert", {"site": "shop", "version": "2", "note": "so it was", "author": "bob"})
    assert collector.sites["shop"].votes == learned_votes
    assert run(collector, "relearn", {"site": "shop"})["version"] is None and collector.sites["shop"].votes == learned_votes


def test_learning_can_be_stopped(collector: Collector) -> None:
    """What is said after a stop teaches nothing until everything is heeded again."""
    run(collector, "relearn", {"site": "shop", "stop": True})
    collector.now = lambda: NOW + 1000
    dispose(collector, "d0", "job_seeker", at=NOW + 1000)
    assert run(collector, "relearn", {"site": "shop"})["corrections"] == 0
    assert run(collector, "relearn", {"site": "shop", "everything": True})["corrections"] == 1


def test_the_idle_judge_learns_once(collector: Collector) -> None:
    """Only where sales said something new; a site that rests says for how long."""
    learner = learning.Learner(collector)
    assert learner() is None and collector.store.history.latest("shop") is None
    dispose(collector, "d0", "job_seeker")
    learner()
    assert collector.store.history.latest("shop").number == 2
    learner()
    assert collector.store.history.latest("shop").number == 2
    learner._rested["shop"] = math.inf
    dispose(collector, "d1", "job_seeker")
    assert learner() == math.inf and collector.store.history.latest("shop").number == 2
    assert learned(learning.learn_from(collector.store, collector.sites["shop"], load())) != collector.store.history.latest("shop").told.override.learned
