"""The three dimensions: since when somebody stands at a stage is the day it was entered, not the day they were last seen."""

from __future__ import annotations

from tests.strategies import NOW, SITE
from tracker.classify import classify
from tracker.model import DAY_MS, Evidence, Known, Mark, Score
from tracker.rulebook import load
from tracker.score import score

TODAY = NOW // DAY_MS


def at(days_ago: int, minute: int = 0) -> int:
    """A moment, minutes into a day before today."""
    return (TODAY - days_ago) * DAY_MS + minute * 60_000


def scored(marks: dict[tuple[str, int], Mark], now: int = NOW) -> Score:
    """The score of somebody with this evidence and an address, seen until now."""
    known = Known(site="shop", visitor="v", nodes=("d:x",), evidence=Evidence(marks=marks), traits={}, events=9, first_seen=at(40), last_seen=now)
    return score(known, classify(known.evidence, SITE, load(), now), SITE, now)


def acted(name: str, days_ago: int, count: int = 1) -> dict[tuple[str, int], Mark]:
    """One kind of action on one day, at ten in the morning and after."""
    return {(f"action:{name}", TODAY - days_ago): Mark(count=count, first=at(days_ago, 600), last=at(days_ago, 900))}


def test_an_advocate_is_one_since_the_action_that_made_it() -> None:
    """Twice thirty points, ten days apart: an advocate since the second; what came later moves nothing."""
    marks = {**acted("reviewed", 30), **acted("reviewed", 20), **acted("liked", 3), ("page_viewed", TODAY): Mark(count=5, first=at(0), last=at(0))}

    assert ("advocate", at(20, 600), 65) == ((told := scored(marks)).stage, told.stage_since, told.impact)
    assert "visitor" == scored(marks, at(25)).stage
    assert ("advocate", at(20, 600)) == ((back := scored(marks, at(20, 1000))).stage, back.stage_since)


def test_a_bounced_contact_is_one_since_the_fake_was_seen() -> None:
    """A fake address left nine days ago, visits since: bounced since then, and not before."""
    marks = {("fake_contact", TODAY - 9): Mark(count=1, first=at(9, 5), last=at(9, 5)), ("fake_contact", TODAY - 2): Mark(count=2, first=at(2), last=at(2)),
             ("page_viewed", TODAY): Mark(count=5, first=at(0), last=at(0))}  # fmt: skip

    assert ("bounced", at(9, 5)) == ((told := scored(marks)).stage, told.stage_since)
    assert "visitor" == scored(marks, at(12)).stage


def told(counts: dict[str, int], days_ago: int = 1) -> int:
    """The value of somebody of whom these were told on one day ("quote_requested:server": how often)."""
    return scored({key: mark for name, count in counts.items() for key, mark in acted(name, days_ago, count).items()}).value


def test_a_form_is_worth_its_points_once_whoever_tells_of_it() -> None:
    """The dearest of each teller is one form, and so on down; what one tells twice are two."""
    assert told({"form_submitted:snippet": 1}) == told({"form_submitted:snippet": 1, "form_submitted:server": 1, "form_submitted": 1}) == 20
    assert told({"form_submitted:snippet": 1, "quote_requested:server": 1}) == told({"quote_requested:snippet": 1, "form_submitted": 1}) == 70
    assert told({"form_submitted:snippet": 2, "quote_requested:server": 1}) == 70 + 20
    assert told({"form_submitted:snippet": 1, "newsletter:snippet": 1, "newsletter:server": 1, "quote_requested": 1}) == 70 + 5
    assert told({"form_submitted:server": 2}) == 40 and told({"form_submitted:server": 5}) == 60
    assert told({"form_submitted:snippet": 1, "order_completed": 1, "signed_in": 1}) == 125, "an order is no form"
    days = {**acted("form_submitted:snippet", 1), **acted("form_submitted:server", 2)}
    assert scored(days).value == 40, "of another day it is another form"
