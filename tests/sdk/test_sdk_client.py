"""The client as the host sees it: takes or refuses at once, counts everything, never raises, never shows a payload."""

from __future__ import annotations

import asyncio
import logging
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import winnow
from winnow.disk import Spool
from winnow.ledger import REASONS
from winnow.outbox import LARGEST_BATCH
from winnow.transports import Answer

FAR = 3600.0  # s; a flush_interval after which no test waits


class Gate(winnow.RecordingTransport):
    """Holds every request until opened: a collector that takes its time."""

    def __init__(self):
        super().__init__()
        self.entered, self.opened = threading.Event(), threading.Event()

    def send(self, url, body, headers, timeout):
        self.entered.set()
        assert self.opened.wait(20)
        return super().send(url, body, headers, timeout)


@pytest.fixture
def gate():
    gate = Gate()
    yield gate
    gate.opened.set()


def test_a_full_queue_returns_false_at_once_and_is_counted(make_client, gate):
    drops = []
    client = make_client(transport=gate, max_queue=3, flush_at=1, on_drop=drops.append)
    assert client.track("u", "E", {"n": 0}) and gate.entered.wait(20)  # in flight, no longer in the queue
    assert [client.track("u", "E", {"n": n}) for n in range(1, 6)] == [True, True, True, False, False]
    assert client.counters.dropped == {"queue_full": 2}
    assert [(d.reason, d.message["properties"]["n"]) for d in drops] == [("queue_full", 4), ("queue_full", 5)]
    assert client.flush(0) is False
    gate.opened.set()
    assert client.flush(20) is True
    assert [m["properties"]["n"] for m in gate.messages] == [0, 1, 2, 3]
    assert client.counters == (4, 4, 0, 0, {"queue_full": 2})


def test_batches_go_at_flush_at_or_on_flush(make_client, wire):
    client = make_client(transport=wire, flush_at=4, flush_interval=FAR)
    for n in range(10):
        client.track("u", "E", {"n": n})
    assert client.flush(20)
    assert sum(len(b["batch"]) for b in wire.batches) == 10 and max(len(b["batch"]) for b in wire.batches) == 4
    assert [m["properties"]["n"] for m in wire.messages] == list(range(10))


def test_a_lone_message_goes_after_flush_interval(make_client):
    arrived = threading.Event()

    class Bell(winnow.RecordingTransport):
        def send(self, *args):
            arrived.set()
            return super().send(*args)

    make_client(transport=Bell(), flush_interval=0.01).track("u", "E")
    assert arrived.wait(20)


def test_batches_stay_below_475_kb(make_client, wire):
    client = make_client(transport=wire, flush_interval=FAR)
    for _ in range(40):
        assert client.track("u", "E", {"text": "x" * 31_000})
    assert client.flush(20)
    sizes = [sum(len(m["properties"]["text"]) for m in b["batch"]) for b in wire.batches]
    assert len(sizes) == 3 and max(sizes) < LARGEST_BATCH


def test_oversize_is_dropped_and_told_not_raised(make_client, wire):
    drops = []
    client = make_client(transport=wire, on_drop=drops.append, sync=True)
    assert not client.track("u", "E", {"text": "x" * 32 * 1024})
    assert client.track("u", "E", {"text": "x" * 32_000})
    ((reason, detail, message),) = drops
    assert reason == "oversize" and "of at most 32768" in detail and message["event"] == "E"


def test_what_is_queued_is_a_snapshot(make_client, wire):
    client = make_client(transport=wire, flush_interval=FAR)
    cart = {"items": [1]}
    client.track("u", "E", cart)
    cart["items"].append(2)
    client.flush(20)
    assert wire.messages[0]["properties"] == {"items": [1]}


@pytest.mark.parametrize("kind", ["identify", "track", "page", "screen", "group", "alias"])
def test_nonsense_is_dropped_as_invalid(make_client, wire, kind):
    client = make_client(transport=wire)
    for nonsense in ((), (None, None, 5), (object(),), ("u", object(), object())):
        assert getattr(client, kind)(*nonsense) is False
    assert client.counters.dropped == {"invalid": 4}


@pytest.mark.faults
def test_a_host_object_that_raises_does_not_reach_the_host(make_client, wire):
    class Bomb(set):
        def __iter__(self):
            raise SystemError("boom")

    client = make_client(transport=wire)
    assert client.track("u", "E", {"bomb": Bomb()}) is False
    assert client.counters.dropped == {"invalid": 1}


def test_before_send_may_change_or_withhold(make_client, wire):
    def scrub(message):
        message["properties"].pop("card", None)
        return None if message["event"] == "Private" else message

    client = make_client(transport=wire, before_send=scrub, sync=True)
    assert client.track("u", "E", {"card": "4111", "n": 1}) and not client.track("u", "Private")
    assert [m["properties"] for m in wire.messages] == [{"n": 1}]
    assert client.counters.dropped == {"before_send": 1}


@pytest.mark.faults
@pytest.mark.parametrize("broken", [lambda m: 1 / 0, lambda m: "text", lambda m: {}])
def test_a_broken_before_send_sends_nothing(make_client, wire, broken):
    client = make_client(transport=wire, before_send=broken, sync=True)
    assert not client.track("u", "E")
    assert not wire.messages and sum(client.counters.dropped.values()) == 1


@pytest.mark.faults
def test_broken_callbacks_do_not_stop_the_thread(make_client):
    wire = winnow.RecordingTransport([Answer(400, {}, b"")])
    client = make_client(transport=wire, on_error=lambda *_: 1 / 0, on_drop=lambda *_: 1 / 0)
    client.track("u", "First")
    assert client.flush(20)
    client.track("u", "Second")
    assert client.flush(20) and client.counters.sent == 1 and client.counters.dropped == {"refused": 1}


@pytest.mark.faults
def test_a_fault_of_ours_costs_one_batch_not_the_thread(make_client, wire, monkeypatch):
    client = make_client(transport=wire)
    with monkeypatch.context() as patch:
        patch.setattr(client._courier._delivery, "deliver", lambda *_: 1 / 0)
        client.track("u", "First")
        assert client.flush(20)
    client.track("u", "Second")
    assert client.flush(20) and client.counters == (2, 1, 0, 0, {"internal": 1})


def test_a_callback_may_track_and_flush_and_shut_down(make_client):
    wire = winnow.RecordingTransport([Answer(400, {}, b"")])
    said = []

    def on_error(error, messages):
        said.append((client.track("u", "Trouble"), client.flush(), client.shutdown()))

    client = make_client(transport=wire, on_error=on_error, flush_interval=0)
    client.track("u", "E")
    client.flush(20)
    client.shutdown()
    assert said == [(True, False, None)]
    assert [m["event"] for m in wire.messages] == ["E", "Trouble"]


def test_after_shutdown_calls_are_refused_and_counted(make_client, wire):
    client = make_client(transport=wire, flush_interval=FAR)
    client.track("u", "E")
    client.shutdown()
    client.join()
    assert client.counters.sent == 1
    assert client.track("u", "Late") is False and client.counters.dropped == {"closed": 1}
    assert client.flush() is True


def test_flush_with_nothing_to_do_is_true_and_starts_no_thread(make_client, wire):
    client = make_client(transport=wire)
    assert client.flush(0) is True
    assert "winnow" not in [t.name for t in threading.enumerate()]


def test_flush_covers_what_was_said_before_it_only(make_client, gate):
    client = make_client(transport=gate, flush_at=1)
    client.track("u", "Before")
    assert gate.entered.wait(20)
    done = []
    waiter = threading.Thread(target=lambda: done.append(client.flush(20)))
    waiter.start()
    gate.opened.set()
    waiter.join(20)
    assert done == [True]


def test_the_context_manager_drains(wire):
    with winnow.Client("wk_test", transport=wire, flush_interval=FAR) as client:
        for n in range(250):
            client.track("u", "E", {"n": n})
    assert len(wire.messages) == 250


def test_sync_sends_before_it_returns_and_says_how_it_went(make_client):
    wire = winnow.RecordingTransport([Answer(200, {}, b'{"success":true}'), Answer(401, {}, b""), Answer(500, {}, b"")])
    errors = []
    client = make_client(transport=wire, sync=True, timeout=0.001, on_error=lambda e, m: errors.append(e.status))
    assert client.track("u", "E") and len(wire.messages) == 1
    client.track("u", "E")
    assert client.track("u", "E") is False  # no time for a second try
    assert errors == [401, 500]
    assert "winnow" not in [t.name for t in threading.enumerate()]


def test_disabled_does_nothing_as_if_all_were_well(make_client, tmp_path):
    class Never:
        def send(self, *_):
            raise AssertionError

        close = send

    client = winnow.Client("wk_test", transport=winnow.RecordingTransport(), enabled=False, spool=tmp_path / "spool")
    assert client.track() and client.identify(object()) and client.flush()
    client.shutdown()
    assert client.counters == (0, 0, 0, 0, {}) and not (tmp_path / "spool").exists()


def test_logs_hold_names_and_sizes_never_a_payload(make_client, caplog):
    caplog.set_level(logging.DEBUG)
    wire = winnow.RecordingTransport([Answer(500, {}, b""), Answer(400, {}, b"")])
    client = make_client(transport=wire, sync=True, max_retries=0, debug=True)
    secret = {"email": "jo@example.com", "x": float("nan")}
    client.track("secret-user", "Signed Up", secret)
    client.identify("secret-user", secret)
    client.track("secret-user", {"price": "secret"})
    client.track("secret-user", "Big", {"text": "secret" * 9999})
    logging.getLogger("winnow").setLevel(logging.NOTSET)
    assert "track 'Signed Up'" in caplog.text and "bytes" in caplog.text
    assert "jo@example.com" not in caplog.text and "secret" not in caplog.text


def test_a_flood_of_drops_is_logged_at_1_10_100(make_client, caplog):
    client = make_client(transport=winnow.RecordingTransport())
    for _ in range(150):
        client.track("u")
    assert [r.args[2] for r in caplog.records] == [1, 10, 100]


def test_every_reason_has_a_sentence_and_no_other_is_used():
    source = "".join(p.read_text() for p in Path(winnow.__file__).parent.glob("*.py"))
    used = set(re.findall(r'(?:_drop|dropped|failed|_keep|return)\(?\s*"(\w+)"', source))
    assert used - {"AsyncClient"} == set(REASONS)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"write_key": ""}, "write_key must be a text, got ''"),
        ({"write_key": None}, "write_key must be a text, got None"),
        ({"host": "collector.example.com"}, "host must start with http"),
        ({"host": 5}, "host must start with http"),
        ({"flush_at": 0}, "flush_at must be a number of at least 1, got 0"),
        ({"flush_at": "many"}, "flush_at must be"),
        ({"max_queue": True}, "max_queue must be"),
        ({"timeout": float("inf")}, "timeout must be"),
        ({"max_retries": -1}, "max_retries must be"),
        ({"shutdown_timeout": float("nan")}, "shutdown_timeout must be"),
        ({"upload_size": 0}, "flush_at must be"),
    ],
)
def test_a_wrong_option_stops_the_constructor_with_name_value_and_remedy(options, text):
    with pytest.raises(ValueError, match=text):
        winnow.Client(**{"write_key": "wk_test", **options})


def test_an_unknown_option_is_named():
    with pytest.raises(TypeError, match="no option 'flush_size'"):
        winnow.Client("wk_test", flush_size=3)


def test_four_threads_lose_nothing(make_client, wire):
    client = make_client(transport=wire, flush_at=7)

    def work(name):
        for n in range(200):
            client.track(name, "E", {"n": n})

    threads = [threading.Thread(target=work, args=(f"u-{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.flush(20)
    assert len({m["messageId"] for m in wire.messages}) == 800
    for name in ("u-0", "u-3"):
        assert [m["properties"]["n"] for m in wire.messages if m["userId"] == name] == list(range(200))


def test_a_call_from_inside_put_does_not_lock_up(make_client, wire):
    """As from a garbage collector's __del__ or a signal: the same thread, in the middle of another call."""
    client = make_client(transport=wire, flush_interval=FAR)
    outbox, inner = client._outbox, []
    original = outbox.ensure_thread

    def interrupted():
        outbox.ensure_thread = original
        inner.append(client.track("u", "Inner"))
        original()

    outbox.ensure_thread = interrupted
    assert client.track("u", "Outer") and inner == [True]
    assert client.flush(20) and len(wire.messages) == 2


def test_where_no_thread_can_start_shutdown_sends(make_client, wire, monkeypatch):
    client = make_client(transport=wire)

    def refuse(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert client.track("u", "E")
    client.shutdown()
    assert len(wire.messages) == 1


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


def test_the_async_client():
    async def story():
        wire = winnow.RecordingTransport()
        async with winnow.AsyncClient("wk_test", transport=wire, flush_interval=FAR) as client:
            with winnow.visitor(anonymous_id="a-1"):
                for kind in ("identify", "track", "page", "screen", "group"):
                    more = {"track": {"event": "E"}, "group": {"group_id": "g"}}.get(kind, {})
                    assert await getattr(client, kind)("u", **more)
            assert await client.alias("a", "b") and await client.flush(20)
        assert await client.track("u", "Late") is False
        return wire.messages, client.counters

    messages, counters = asyncio.run(story())
    assert len(messages) == 6 and counters.sent == 6 and counters.dropped == {"closed": 1}
    assert messages[0]["anonymousId"] == "a-1"


def test_the_async_client_in_sync_mode_does_not_block_the_loop(gate):
    async def story():
        client = winnow.AsyncClient("wk_test", transport=gate, sync=True)
        with winnow.visitor(anonymous_id="a-1"):
            call = asyncio.create_task(client.track("u", "E"))
        await asyncio.to_thread(gate.entered.wait, 20)
        gate.opened.set()  # only reached if the loop still runs
        assert await call
        await client.shutdown()

    asyncio.run(story())
    assert gate.messages[0]["anonymousId"] == "a-1"


def test_import_is_light():
    program = "import sys, winnow; print(*(m for m in ('requests', 'asyncio', 'decimal', 'uuid') if m in sys.modules))"
    path = str(next(p for p in sys.path if p.endswith("sdk") and "tests" not in p))
    done = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")
