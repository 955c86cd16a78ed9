"""The spool in one process: sent when the collector is back, full, broken, damaged. See test_sdk_life for two."""

from __future__ import annotations

import os
import time

import winnow
from winnow.disk import Spool
from winnow.ledger import Queued
from winnow.transports import Answer


def test_within_one_run_the_spool_is_sent_when_the_collector_is_back(make_client, tmp_path):
    wire = winnow.RecordingTransport([Answer(500, {}, b"")])
    client = make_client(transport=wire, spool=tmp_path, max_retries=0, flush_interval=0)
    client.track("u", "During")
    assert client.flush(20) and client.counters.spooled == 1
    client.track("u", "After")
    assert client.flush(20)
    client.shutdown()
    assert sorted(m["event"] for m in wire.messages) == ["After", "During", "During"]
    assert client.counters.sent == 2 and not list(tmp_path.glob("*/*.jsonl"))


def test_a_full_spool_and_a_broken_one_are_told(make_client, tmp_path, monkeypatch):
    wire = winnow.RecordingTransport([Answer(500, {}, b"")] * 3)
    client = make_client(transport=wire, spool=tmp_path, max_retries=0, sync=True)
    monkeypatch.setattr("winnow.disk.CAPACITY", 10)
    client.track("u", "E")
    monkeypatch.setattr("winnow.disk.CAPACITY", 10**9)
    monkeypatch.setattr("winnow.disk.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    client.track("u", "E")
    assert client.counters.dropped == {"spool_full": 1, "spool_failed": 1}


def test_a_damaged_line_in_the_spool_does_not_hold_up_the_rest(make_client, wire, tmp_path):
    folder = Spool(tmp_path, "http://127.0.0.1:8080", "wk_test").folder
    (folder / "0.jsonl").write_bytes(b'{"messageId":"a"}\n{"mess\n[]\n{"messageId":"b"}\n')
    (folder / "1.jsonl").write_bytes(b"")
    client = make_client(transport=wire, spool=tmp_path)
    client.shutdown()
    assert [m["messageId"] for m in wire.messages] == ["a", "b"] and not list(folder.glob("*.jsonl"))


def test_the_spool_is_for_its_owner_only(tmp_path):
    spool = Spool(tmp_path, "http://h", "k")
    spool.write([Queued("a", b"{}")])
    (file,) = spool.folder.glob("*.jsonl")
    assert file.stat().st_mode & 0o077 == 0 and spool.folder.stat().st_mode & 0o077 == 0


def test_the_draft_of_a_killed_writer_is_rescued_and_that_of_a_living_one_left_alone(tmp_path):
    folder = Spool(tmp_path, "http://h", "k").folder
    for name, age in (("dead", 3600), ("alive", 0)):
        (folder / f"{name}.draft").write_bytes(b'{"messageId":"a"}\n{"mess')
        os.utime(folder / f"{name}.draft", (time.time() - age,) * 2)
    seen = []
    spool = Spool(tmp_path, "http://h", "k")
    assert spool.replay(lambda items: not seen.extend(items)) and not spool.waiting()
    assert [item.id for item in seen] == ["a"] and [f.name for f in folder.glob("*.draft")] == ["alive.draft"]
