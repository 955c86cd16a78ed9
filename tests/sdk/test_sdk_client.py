"""The client as the host sees it: takes or refuses at once, counts everything, never raises, never shows a payload."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import winnow
from winnow.ledger import REASONS
from winnow.transports import Answer


def test_oversize_is_dropped_and_told_not_raised(make_client, wire):
    drops = []
    client = make_client(transport=wire, on_drop=drops.append, sync=True)
    assert not client.track("u", "E", {"text": "x" * 32 * 1024})
    assert client.track("u", "E", {"text": "x" * 32_000})
    ((reason, detail, message),) = drops
    assert reason == "oversize" and "of at most 32768" in detail and message["event"] == "E"


@pytest.mark.parametrize("kind", ["identify", "track", "page", "screen", "group", "alias"])
def test_nonsense_is_dropped_as_invalid(make_client, wire, kind):
    client = make_client(transport=wire)
    for nonsense in ((), (None, None, 5), (object(),), ("u", object(), object())):
        assert getattr(client, kind)(*nonsense) is False
    assert client.counters.dropped == {"invalid": 4}


@pytest.mark.faults
def test_a_host_object_that_raises_does_not_reach_the_host(make_client, wire):
    class Bomb(dict):
        def items(self):
            raise SystemError("boom")

    client = make_client(transport=wire)
    assert client.track("u", "E", {"bomb": Bomb(a=1)}) is False
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


def test_sync_sends_before_it_returns_and_says_how_it_went(make_client):
    wire = winnow.RecordingTransport([Answer(200, {}, b'{"success":true}'), Answer(401, {}, b""), Answer(500, {}, b"")])
    errors = []
    client = make_client(transport=wire, sync=True, timeout=0.001, on_error=lambda e, m: errors.append(e.status))
    assert client.track("u", "E") and len(wire.messages) == 1
    assert client.track("u", "E") is False
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
        ({"spool": "/dev/null/spool"}, "spool '/dev/null/spool' cannot be made"),
    ],
)
def test_a_wrong_option_stops_the_constructor_with_name_value_and_remedy(options, text):
    with pytest.raises(ValueError, match=text):
        winnow.Client(**{"write_key": "wk_test", **options})


def test_an_unknown_option_is_named():
    with pytest.raises(TypeError, match="no option 'flush_size'"):
        winnow.Client("wk_test", flush_size=3)


def test_import_is_light():
    program = "import sys, winnow; print(*(m for m in ('requests', 'asyncio', 'decimal', 'uuid') if m in sys.modules))"
    path = str(next(p for p in sys.path if p.endswith("sdk") and "tests" not in p))
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")
