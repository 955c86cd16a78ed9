"""The bounded queue and its thread: when batches go, what flush and shutdown promise, who may interrupt whom."""

from __future__ import annotations

import threading
import time

import winnow
from winnow.outbox import LARGEST_BATCH
from winnow.transports import Answer

FAR = 3600.0  # s; a flush_interval after which no test waits


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


def test_a_queue_shorter_than_a_batch_does_not_wait_for_the_interval(make_client):
    arrived = threading.Event()
    wire = winnow.RecordingTransport()
    wire.send = lambda *_: arrived.set() or Answer(200, {}, b'{"success":true}')
    client = make_client(transport=wire, max_queue=3, flush_interval=FAR)
    for _ in range(3):
        client.track("u", "E")
    assert arrived.wait(20)


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


def test_what_is_queued_is_a_snapshot(make_client, wire):
    client = make_client(transport=wire, flush_interval=FAR)
    cart = {"items": [1]}
    client.track("u", "E", cart)
    cart["items"].append(2)
    client.flush(20)
    assert wire.messages[0]["properties"] == {"items": [1]}


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


def test_flush_never_hangs(make_client, gate):
    """A collector that takes a request and says nothing: False when the time is over, and True once it has answered."""
    client = make_client(transport=gate, flush_at=1, shutdown_timeout=0.1)
    client.track("u", "Waiting")
    assert gate.entered.wait(20)
    began = time.monotonic()
    assert client.flush(timeout=0.2) is False
    assert 0.15 < time.monotonic() - began < 2
    gate.opened.set()
    assert client.flush(timeout=20) is True


def test_the_context_manager_drains(wire):
    with winnow.Client("wk_test", transport=wire, flush_interval=FAR) as client:
        for n in range(250):
            client.track("u", "E", {"n": n})
    assert len(wire.messages) == 250


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


def test_what_is_given_up_at_the_end_is_kept_once(make_client, tmp_path):
    """The thread's last try ends at the same moment as the patience of shutdown: both could keep the batch."""
    for timeout in (0.05, 0.1, 0.15):
        slow = winnow.RecordingTransport()
        slow.send = lambda *a: time.sleep(a[3]) or Answer(500, {}, b"")  # exactly as long as it may
        client = make_client(
            transport=slow, spool=tmp_path / str(timeout), flush_interval=FAR, flush_at=3, shutdown_timeout=timeout
        )
        for n in range(6):
            client.track("u", "E", {"n": n})
        client.shutdown()
        kept = [line for file in tmp_path.glob(f"{timeout}/*/*.jsonl") for line in file.read_text().splitlines()]
        assert len(kept) == 6 and client.counters.spooled == 6
        client._outbox._thread.join(20)


def test_a_shutdown_from_a_callback_tells_what_it_could_not_send(make_client):
    refuse = winnow.RecordingTransport([Answer(400, {}, b""), *[Answer(500, {}, b"")] * 99])
    client = make_client(transport=refuse, flush_at=1, shutdown_timeout=0.05, on_error=lambda *_: client.shutdown())
    client.track("u", "First")
    client.flush(20)
    client._outbox._thread.join(20)
    assert client.track("u", "Late") is False
    assert client.counters.dropped == {"refused": 1, "closed": 1}
