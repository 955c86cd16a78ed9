"""One suite for every report on the shelf: it says itself, answers on an empty and on a large wall, changes nothing, and is quick."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import NOW, SITE, entry, messages, unique
from tests.test_architecture import FOUNDATION, TRACKER, imports
from tracker import shelf
from tracker.judge import judge_touched
from tracker.model import CLASSES, DAY_MS, Judged
from tracker.reports import Report
from tracker.rulebook import load
from tracker.stores.sqlite import SqliteStore
from tracker.wall import lists

REPORTS = shelf.load("tracker.reports")
ALLOWED = (*FOUNDATION, "reports", "wall", "rows", "score", "enrichers", "found_out")
LARGE = 100_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """An empty store with one site."""
    made = SqliteStore(tmp_path_factory.mktemp("reports"))
    made.administer(lambda registry: registry.add_site(SITE, NOW))
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_report_says_itself(name: str) -> None:
    """Sentence, picture, arguments; the docstring names its limit; it imports no neighbour."""
    module = REPORTS[name]
    assert isinstance(module.REPORT, Report) and module.REPORT.says.endswith(".") and module.REPORT.picture and module.__doc__
    own = imports(TRACKER / "reports" / f"{name}.py")[0]
    wrong = [used for used in own if used.split("/")[0] not in ALLOWED or used.startswith("reports/")]
    assert not wrong, f"tracker/reports/{name}.py imports {wrong}. A report stands alone: SQL belongs to tracker/wall/counting.py."


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_nothing_is_an_answer_too(store: SqliteStore, name: str) -> None:
    """Where nobody was seen yet a report is empty, not an error."""
    assert isinstance(json.dumps(made(REPORTS[name], store)), str)


@pytest.mark.parametrize("name", [name for name, module in sorted(REPORTS.items()) if module.REPORT.arguments])
def test_senseless_arguments_are_refused(store: SqliteStore, name: str) -> None:
    """Each checked argument says what would make sense."""
    for argument in set(REPORTS[name].REPORT.arguments) - {"form"}:
        for value in ("", "-1", "x", "9" * 30, "٣"):
            if argument == "class" and value == "":
                continue
            with pytest.raises(ValueError, match="exist|whole number"):
                made(REPORTS[name], store, **{argument: value})


def made(module: ModuleType, store: Any, **arguments: str) -> dict[str, Any]:
    """A report's answer."""
    return module.make(store, SITE, NOW, arguments)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(told=st.lists(messages(), min_size=1, max_size=14))
def test_reports_hold_whatever_comes(tmp_path_factory: pytest.TempPathFactory, told: list[dict]) -> None:
    """Any messages: every report answers with JSON, twice the same, and the funnel holds everybody."""
    store = SqliteStore(tmp_path_factory.mktemp("any"))
    store.administer(lambda registry: registry.add_site(SITE, NOW))
    store.record([entry(message) for message in unique(told)])
    while judge_touched(store, lambda work: work(), load(), NOW):
        pass
    answers = [{name: json.dumps(made(module, store)) for name, module in REPORTS.items()} for _ in range(2)]
    assert answers[0] == answers[1]
    assert json.loads(answers[0]["funnel"])["stages"][0]["count"] == sum(store.counts("shop").values())
    store.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """A wall with 100,000 visitors in the lists (one event each for 2,000 of them)."""
    made = SqliteStore(tmp_path_factory.mktemp("large"))
    made.administer(lambda registry: registry.add_site(SITE, NOW))
    real = [{"type": "page", "anonymousId": f"d{n}", "messageId": f"m{n}", "timestamp": NOW - n, "properties": {"path": "/pricing", "url": "https://shop.test/pricing"}} for n in range(2000)]
    made.record([entry(message) for message in real])
    while judge_touched(made, lambda work: work(), load(), NOW):
        pass
    row = made.row("shop", made.resolve("shop", "d0"))
    stages = ("visitor", "lead", "qualified", "buyer", "regular", "advocate", "lapsed", "bounced")

    def fill() -> None:
        for number in range(2000, LARGE):
            told = {**row, "stage": stages[number % 8], "class": CLASSES[number % 7], "engagement": number % 100, "source": f"s{number % 50}"}
            judged = Judged(site="shop", visitor="v" + f"{number:020x}", place=("lead", "excluded")[number % 2], rank=number, row=told, first_seen=NOW - number * DAY_MS // 1000, last_seen=NOW - number, judged=NOW)
            lists.save(made._writer, 1, 1_000_000 + number, judged)

    made.transact(fill)
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_report_is_quick(large: SqliteStore, name: str) -> None:
    """At 100,000 visitors the best of three tries stays below half a second (200 ms on a machine that does nothing else)."""
    best = 9.0
    for _ in range(3):
        begin = time.perf_counter()
        made(REPORTS[name], large)
        best = min(best, time.perf_counter() - begin)
    print(f"{name}: {best * 1000:.0f} ms")
    assert best < 0.5
