"""Overload and faults at the one who writes: bounded memory, an answer in bounded time, all of a delivery or nothing."""

from __future__ import annotations

import asyncio
import gzip
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.strategies import SITE, entry
from tracker import front, writer
from tracker.model import Drop, Entry
from tracker.stores.sqlite import SqliteStore, new
from tracker.writer import TryLater, Writer


def page(message: str, **more: Any) -> Entry:
    """A page view, ready for the wall."""
    return entry({"type": "page", "anonymousId": "d", "messageId": message, "properties": {"path": "/"}, **more})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store with one site."""
    made = new(tmp_path, [SITE])
    yield made
    made.close()


@pytest.fixture
def made(store: SqliteStore) -> Iterator[Writer]:
    """The writer of that store."""
    running = Writer(store)
    yield running
    running.close()


@pytest.fixture
def busy(made: Writer) -> Iterator[Callable[[], None]]:
    """Keeps the writing thread busy; a call ends it."""
    begun, go = threading.Event(), threading.Event()
    holder = threading.Thread(target=lambda: made.do(lambda: (begun.set(), go.wait(30))))
    holder.start()
    assert begun.wait(10)
    yield go.set
    go.set()
    holder.join()


def test_what_waits_is_bounded_by_its_memory(made: Writer, busy: Callable[[], None]) -> None:
    """A few large events fill the queue as many small ones do; refused ones are not stored, waiting ones are."""
    large = 4_000_000
    waiting = [made.submit([page(f"m{number}")], large) for number in range(writer.WAITING // (writer.SWELL * large))]
    with pytest.raises(TryLater, match="more events arrive"):
        made.submit([page("one too many")], large)
    busy()

    assert [[False]] * len(waiting) == [future.result(10) for future in waiting]
    assert len(waiting) == made.store.total_events() < 20
    assert [False] == made.submit([page("one too many")], large).result(10)
    assert 0 == made.waiting


def test_other_work_waits_for_its_turn_in_vain_only_so_long(made: Writer, busy: Callable[[], None]) -> None:
    """Its turn does not come: TryLater in time, and it is never done; begun work is waited for."""
    done: list[str] = []
    begin = time.monotonic()
    with pytest.raises(TryLater, match="busy"):
        made.do(lambda: done.append("late"), 0.1)
    assert time.monotonic() - begin < 5
    busy()

    assert None is made.do(lambda: (time.sleep(0.3), done.append("slow"))[1], 0.1)
    assert ["slow"] == done


def test_a_time_out_of_the_work_itself_is_its_own(made: Writer) -> None:
    """Work that raises TimeoutError has failed, and is not taken for work that waits."""

    def fails() -> None:
        raise TimeoutError("the work's own")

    with pytest.raises(TimeoutError, match="own"):
        made.do(fails)


def test_a_delivery_is_kept_whole_or_not_at_all(made: Writer, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Apart because of a poisonous event, and then the disk fails: "later" means that nothing of it was kept."""
    poison = msgspec.structs.replace(page("bad"), site="nowhere")
    delivery = [page("m1"), poison, page("m2")]
    keep = store.recorder._event

    def full(entry: Entry, *given: Any) -> int:
        if entry.event.message == "m2":
            raise sqlite3.OperationalError("database or disk is full")
        return keep(entry, *given)

    monkeypatch.setattr(store.recorder, "_event", full)
    with pytest.raises(TryLater, match="disk"):
        made.submit(delivery).result(10)
    assert 0 == store.total_events()
    monkeypatch.undo()

    first, drop, last = made.submit(delivery).result(10)
    assert (False, False, 2) == (first, last, store.total_events())
    assert isinstance(drop, Drop) and ("unstorable", "bad") == (drop.code, drop.message_id)


def test_inflated_bytes_count_as_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small gzip that inflates to more than may be open is 503 with Retry-After; afterwards all is let go."""

    class Site:
        settings = {"requests_per_minute": 0, "data": ".", "request_seconds": 5, "trusted_proxies": "", "stored_seconds": 5}
        now, sites = staticmethod(lambda: 1), {"shop": SITE}

        def key(self, shown: str) -> Any:
            return front.Key(site="shop", scopes=frozenset({"trusted"}))

    monkeypatch.setattr(front, "OPEN_BYTES", 1_000_000)
    monkeypatch.setattr(front, "Cookieless", lambda folder: None)
    app, sent = front.Front(Site(), None), []
    body = gzip.compress(json.dumps({"batch": [], "pad": "x" * 1_500_000}).encode())
    scope = {"type": "http", "method": "POST", "path": "/v1/batch", "query_string": b"writeKey=k", "headers": [], "client": None}

    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))

    assert len(body) < 10_000 and 503 == sent[0]["status"]
    told = dict(sent[0]["headers"])
    assert b"try_later" == told[b"x-winnow"] and int(told[b"retry-after"]) > 0
    assert 0 == app.open_bytes
