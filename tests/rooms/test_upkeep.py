"""What time does to the wall: rows age, events expire, what was asked to be read again is read; each in short steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.strategies import NOW, SITE, entry
from tracker.collector import Collector
from tracker.commands import run
from tracker.model import DAY_MS, Site
from tracker.privacy import retain, retaining
from tracker.rereading import READ, reread_next
from tracker.settings import load
from tracker.upkeep import AFTER_A_FAULT, LONGEST, Aging, Reader, Retention, Upkeep
from tracker.wire import Ask

ROOT = Path(__file__).resolve().parents[2]


class Clock:
    """A clock that stands until it is set."""

    now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The collector's clock."""
    return Clock()


def opened(folder: Path, clock: Clock) -> Collector:
    """A collector on a folder, with a site where there is none."""
    made = Collector(load({"data": str(folder)}), now=clock)
    if not made.sites:
        made.administer(lambda registry: registry.add_site(SITE, NOW))
    return made


@pytest.fixture
def collector(tmp_path: Path, clock: Clock) -> Iterator[Collector]:
    """A collector with five visitors who ordered, one of them a fan with an address."""
    made = opened(tmp_path, clock)
    told = [{"type": "track", "event": "Order Completed", "anonymousId": f"d{n}", "messageId": f"o{n}", "timestamp": NOW - n * DAY_MS} for n in range(5)]
    told.append({"type": "identify", "anonymousId": "d0", "messageId": "i", "timestamp": NOW, "traits": {"email": "ann@acme.test"}})
    made.store.record([entry(message) for message in told])
    made.settle()
    yield made
    made.close()


def rows(collector: Collector) -> list[Any]:
    """The rows of all lists."""
    return [row for place in ("lead", "review", "excluded") for row in collector.store.slice(Ask(site="shop", place=place, limit=1000)).rows]


def exhaust(chore: Any, most: int = 100) -> int:
    """Call a chore until it rests; how often."""
    for times in range(1, most):
        if chore():
            return times
    raise AssertionError("the chore never rests")


def test_lists_follow_time_by_themselves(collector: Collector, clock: Clock) -> None:
    """Nobody comes for a month, then for a year: engagement falls, a buyer lapses, each row judged today, once."""
    aging = Aging(collector)
    before = {row.visitor: row.row for row in rows(collector)}
    assert 0 < aging() <= LONGEST, "rows of today have nothing to do"
    clock.now += 31 * DAY_MS
    assert 2 == exhaust(aging)
    month = {row.visitor: row for row in rows(collector)}
    clock.now += 400 * DAY_MS
    exhaust(aging)
    year = {row.visitor: row.row for row in rows(collector)}

    assert all(month[visitor].row["engagement"] < row["engagement"] and month[visitor].judged == NOW + 31 * DAY_MS for visitor, row in before.items())
    assert {"buyer"} == {row["stage"] for row in before.values()} and {"lapsed"} == {row["stage"] for row in year.values()}
    assert 0 == collector.store.waiting() and not [line for line in collector.store.check() if line.startswith("WRONG")]


def test_one_who_cannot_be_judged_is_not_tried_for_ever(collector: Collector, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody behind them is judged, the chore rests until tomorrow, and then they have their turn again."""
    broken = collector.store.resolve("shop", "d4")
    known = collector.store.known

    def spoilt(site: str, visitor: str) -> Any:
        return known(site, visitor) if visitor != broken else Broken()

    class Broken:
        visitor, events = broken, 1

    monkeypatch.setattr(collector.store, "known", spoilt)
    aging = Aging(collector)
    clock.now += DAY_MS
    exhaust(aging)

    assert [broken] == [row.visitor for row in rows(collector) if row.judged < clock.now]
    assert exhaust(aging) == 1
    monkeypatch.undo()
    clock.now += DAY_MS
    exhaust(aging)
    assert all(row.judged == clock.now for row in rows(collector))


def test_who_is_touched_while_rows_age_still_waits(collector: Collector, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event between reading and settling is not swallowed: its visitor waits for the judge afterwards."""
    settle = collector.store.settle

    def late(judged: Any) -> None:
        collector.store.record([entry({"type": "page", "anonymousId": "d1", "messageId": "late", "timestamp": NOW})])
        settle(judged)

    monkeypatch.setattr(collector.store, "settle", late)
    clock.now += DAY_MS
    Aging(collector)()
    monkeypatch.undo()

    assert 1 == collector.store.waiting() == collector.settle()


def test_retention_runs_once_a_day_by_itself(collector: Collector, clock: Clock) -> None:
    """A site that keeps events three days: older ones are gone without a command, and again on the next day."""
    retention = Retention(collector)
    exhaust(retention)
    assert 6 == collector.store.total_events(), "without retention_days nothing goes"
    run(collector, "site_set", {"name": "shop", "changes": {"retention_days": 3}})
    assert retention() > 0 and 6 == collector.store.total_events(), "today's run was"
    clock.now += DAY_MS
    assert 1 < exhaust(retention)
    collector.settle()
    assert 4 == collector.store.total_events()
    clock.now += DAY_MS
    exhaust(retention)
    assert 3 == collector.store.total_events()
    assert None is collector.store.resolve("shop", "d4") and not [line for line in collector.store.check() if line.startswith("WRONG")]


def test_a_retention_that_was_stopped_leaves_nothing(collector: Collector, clock: Clock) -> None:
    """The server stops when the events are gone and their texts not yet: the next run takes those, too."""
    page = {"url": "https://shop.test/x/a-very-private-thing-of-somebody", "path": "/x/a-very-private-thing-of-somebody"}
    collector.store.record([entry({"type": "page", "anonymousId": "once", "messageId": "p", "timestamp": NOW - 40 * DAY_MS, "context": {"page": page}})])
    collector.settle()
    run(collector, "site_set", {"name": "shop", "changes": {"retention_days": 30}})
    steps = retaining(collector)
    while collector.store.resolve("shop", "once"):
        next(steps)
    steps.close()
    assert kept_texts(collector, "private-thing"), "or this test shows nothing"

    retain(collector)

    assert not kept_texts(collector, "private-thing")


def kept_texts(collector: Collector, part: str) -> list[str]:
    """The long texts that hold a part."""
    return collector.store.ask(lambda db, number: [row[0] for row in db.execute("SELECT value FROM texts WHERE instr(value, ?)", (part,))], "shop")


def test_chores_take_turns_and_a_broken_one_rests() -> None:
    """One that fails is tried again after a minute and stops no other; one that rests is not called before its time."""
    seconds, called = [0.0], []

    def broken() -> float:
        called.append("broken")
        raise OSError("no")

    def steady() -> float:
        called.append("steady")
        return 5.0

    def waked() -> None:
        called.append("waked")

    upkeep = Upkeep(None, (broken, steady, waked), lambda: seconds[0])
    assert (5.0, ["broken", "steady", "waked"]) == (upkeep(), called)
    called.clear()
    seconds[0] = 2.0
    assert (3.0, ["waked"]) == (upkeep(), called)
    seconds[0] = AFTER_A_FAULT
    called.clear()
    assert (5.0, ["broken", "steady", "waked"]) == (upkeep(), called)


def test_a_profile_that_reads_events_otherwise_has_them_read_again(collector: Collector, clock: Clock) -> None:
    """Sections change: the judge reads the past again, after what was on its way is kept; a frequency cap changes nothing of that."""
    collector.store.record([entry({"type": "page", "anonymousId": "d9", "messageId": "p", "timestamp": NOW, "properties": {"path": "/x7", "url": "https://shop.test/x7"}})])
    signals = lambda: {name for name, _ in collector.store.known("shop", collector.store.resolve("shop", "d9")).evidence.marks}  # noqa: E731
    reader = Reader(collector)
    assert not run(collector, "site_set", {"name": "shop", "changes": {"frequency_cap": 5}})["rereads"]
    assert reader() > 0

    assert run(collector, "site_set", {"name": "shop", "changes": {"sections": {"careers": ["^/x7"]}}})["rereads"]
    assert reader() > 0 and "careers_page" not in signals(), "deliveries weighed by the former profile may still come"
    clock.now += 60_000
    exhaust(reader)

    assert "careers_page" in signals()
    assert "read again so far" not in "".join(collector.store.check())


def test_a_rebuild_goes_on_after_a_kill(tmp_path: Path, clock: Clock) -> None:
    """Half of it is done when the process ends; the next one goes on there, and the wall is whole in between."""
    made = opened(tmp_path / "half", clock)
    made.store.record([entry({"type": "page", "anonymousId": f"d{n}", "messageId": f"m{n}", "timestamp": NOW, "properties": {"path": "/x7"}}) for n in range(40)])
    made.settle()
    run(made, "rebuild", {})
    given = made.store, made.writer.do, made.sites, made.rulebook, made.world, NOW
    assert 10 == reread_next(*given, 10)
    made.close()

    again = opened(tmp_path / "half", clock)
    assert "ok: 10 of 40 events of shop read again so far" in again.store.check()
    assert not [line for line in again.store.check() if line.startswith("WRONG")]
    assert 30 == reread_next(again.store, again.writer.do, again.sites, again.rulebook, again.world, NOW)
    exhaust(Reader(again))
    assert "read again so far" not in "".join(again.store.check()) and 40 == again.settle()
    again.close()


def test_what_of_a_profile_is_read_off_events_is_named() -> None:
    """Every field of a site that a room left of the wall asks for makes the past be read again when it changes."""
    asked = set()
    for part in ("enrichers", "signals", "reading", "enrich.py", "evidence.py", "profile.py", "dispatch.py", "validate.py", "pagekeys.py"):
        for path in sorted((ROOT / "tracker" / part).rglob("*.py")) if not part.endswith(".py") else [ROOT / "tracker" / part]:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)) and (getattr(node.value, "id", "") or getattr(node.value, "attr", "")) == "site":
                    asked.add(node.attr)
    assert set(READ) == asked & set(Site.__struct_fields__) - {"name"}
