"""The suite that every pattern passes without being named here, and the laws over all of them.

`fires` and `quiet` count signals. They spoke on one day within some minutes, unless `@days` spreads them over that many days, ten days
apart, or `@seconds` squeezes them into so many seconds, or `@late` lets what somebody wrote come so many seconds after the first page.
"""

import ast
import itertools
import re
from pathlib import Path

import pytest

from tracker.model import CLASSES, DAY_MS, GROUPS, Evidence, Mark, Site
from tracker.rulebook import load
from tracker.shelf import load as shelf_of
from tracker.tally import tally_of

PATTERNS = shelf_of("tracker.patterns")
DAY = 20_600
NAME = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
NOW = (DAY + 60) * DAY_MS
TEACHING = Site(name="shop", domain="shop.test", languages=("en",), sells="online courses")


def marks_of(counts: dict[str, int]) -> Evidence:
    """The evidence that an example describes."""
    days, seconds = counts.get("@days", 1), counts.get("@seconds", 0)
    marks = {}
    for name, count in counts.items():
        if name.startswith("@"):
            continue
        for number in range(min(days, count)):
            share = count // days + (number < count % days)
            day = DAY + number * 10
            first = day * DAY_MS + 36_000_000 + (counts.get("@late", 0) * 1000 if name == "wrote_to_us" else 0)
            marks[name, day] = Mark(count=share, first=first, last=first + (seconds * 1000 or share * 90_000), sample=f"/{name}")
    return Evidence(marks=marks)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_says_itself(name):
    module = PATTERNS[name]
    pattern = module.PATTERN
    assert module.__doc__.strip() and module.when.__doc__.strip()
    assert pattern.says and pattern.says[0].islower() and not pattern.says.endswith(".")
    assert pattern.group in GROUPS and set(pattern.votes) <= set(CLASSES)
    assert all(points % 50 == 0 and abs(points) <= 5000 for points in pattern.votes.values())


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_asks_for_signals_that_exist(name):
    pattern = PATTERNS[name].PATTERN
    for example in (pattern.fires, pattern.quiet):
        assert {said for said in example if not said.startswith("@")} <= set(load().signals)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_fires_on_its_example(name):
    module = PATTERNS[name]
    assert module.when(tally_of(marks_of(module.PATTERN.fires), load(), NOW), TEACHING)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_quiet_on_its_counter_example(name):
    module = PATTERNS[name]
    assert not module.when(tally_of(marks_of(module.PATTERN.quiet), load(), NOW), TEACHING)


@pytest.mark.parametrize("name", PATTERNS)
def test_nothing_known_shows_no_pattern(name):
    assert not PATTERNS[name].when(tally_of(Evidence(), load(), NOW), TEACHING)


@pytest.mark.parametrize("name", PATTERNS)
def test_the_order_of_arrival_never_matters(name):
    """Merged in any order, the evidence gives the same tally and so the same answer."""
    whole = marks_of(PATTERNS[name].PATTERN.fires)
    parts = [Evidence(marks={key: mark}) for key, mark in whole.marks.items()][:5]
    rest = Evidence(marks=dict(list(whole.marks.items())[5:]))
    answers = set()
    for order in itertools.islice(itertools.permutations(parts), 24):
        merged = rest
        for part in order:
            merged = merged + part
        answers.add(PATTERNS[name].when(tally_of(merged, load(), NOW), TEACHING))
    assert len(answers) == 1


def test_the_names_that_patterns_spell_are_signals():
    """A pattern that asks for a signal under an old name would be silent for ever."""
    known = set(load().signals)
    for name, module in PATTERNS.items():
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        rows = [node for node in tree.body if not (isinstance(node, ast.Assign) and node.targets[0].id == "PATTERN")]
        spelled = {leaf.value for row in rows for leaf in ast.walk(row) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)}
        asked = {word for text in spelled for word in text.split() if NAME.fullmatch(word)}
        assert asked <= known, f"{name} asks for {sorted(asked - known)}, which no signal is called"


def test_a_message_at_once_is_a_machines_only_where_something_else_says_so():
    """A page may be told of late, when a banner was answered: haste alone is no program's, and a hand outweighs it."""
    at_once = {"page_viewed": 1, "wrote_to_us": 1, "@seconds": 1}
    said = [bool(PATTERNS["sent_by_machine"].when(tally_of(marks_of({**at_once, **more}), load(), NOW), TEACHING)) for more in ({}, {"zone_utc": 1}, {"zone_utc": 1, "human_hand": 1})]
    assert said == [False, True, False]
