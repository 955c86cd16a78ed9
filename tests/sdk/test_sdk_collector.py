"""End to end: a program with the SDK, in a process of its own, against the real collector."""

from __future__ import annotations

import time
import uuid
from importlib.util import find_spec

import pytest
import requests
import winnow
from winnow.cli import main


@pytest.fixture
def real(request):
    """The suite's running collector; the tests are skipped where only the SDK is at hand."""
    if find_spec("granian") is None:
        pytest.skip("the collector's own packages are not installed in this environment")
    try:
        return request.getfixturevalue("collector")
    except pytest.FixtureLookupError:
        pytest.skip("there is no `collector` fixture: the server is not part of this checkout")


@pytest.fixture
def visitor():
    """An id that no other test uses."""
    return f"sdk-{uuid.uuid4()}"


def read(real, path):
    """A JSON answer of the API, None for 404."""
    answer = requests.get(real.url + path, headers={"Authorization": f"Bearer {real.secret_key}"}, timeout=20)
    return answer.json() if answer.status_code == 200 else None


def eventually(ask, wanted, seconds=20.0):
    """Asks until the answer is the wanted one; the judge works a moment behind the collector."""
    until = time.monotonic() + seconds
    while (answer := ask()) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    assert answer == wanted


def events(real, visitor):
    return lambda: (read(real, f"/v1/visitors/{visitor}") or {}).get("events")


def test_250_queued_and_exit_without_flush_250_are_kept(run, real, visitor):
    program = """
import sys, winnow
client = winnow.Client(sys.argv[2], sys.argv[1])
for n in range(250):
    client.track(sys.argv[3], "Clicked", {"n": n})
"""
    done = run(program, real.url, real.secret_key, visitor)
    assert (done.returncode, done.stderr) == (0, "")
    eventually(events(real, visitor), 250)


def test_a_repeated_message_is_kept_once(make_client, real, visitor):
    client = make_client(real.secret_key, real.url)
    for _ in range(2):
        client.track(visitor, "Bought", message_id=f"{visitor}-once")
        client.track(visitor, "Looked")
        assert client.flush(20)
    assert client.counters.sent == 4
    eventually(events(real, visitor), 3)


def test_what_the_middleware_saw_and_the_login_are_one_visitor(make_client, real, visitor):
    around = {"ip": "203.0.113.9", "page": {"url": "https://example.com/pricing", "path": "/pricing"}}
    client = make_client(real.secret_key, real.url)
    with winnow.visitor(anonymous_id=f"{visitor}-device", context=around):
        client.page(name="Pricing")
        client.identify(visitor, {"company": "Example Industries", "seats": float("nan")})
    assert client.flush(20) and client.counters.dropped == {}
    eventually(events(real, visitor), 2)
    device, user = (read(real, f"/v1/visitors/{name}") for name in (f"{visitor}-device", visitor))
    assert device["id"] == user["id"]
    seen = read(real, f"/v1/visitors/{visitor}/timeline")["timeline"]
    assert {row["kind"] for row in seen} == {"page", "identify"} and "/pricing" in {row["path"] for row in seen}


def test_one_rejected_message_does_not_cost_its_neighbours(make_client, real, visitor):
    drops = []
    client = make_client(real.secret_key, real.url, on_drop=drops.append)
    client.track(visitor, "Before")
    client.track("x" * 5000, "Id of 5,000 characters")
    client.track(visitor, "After")
    assert client.flush(20)
    assert [(d.reason, d.message["event"]) for d in drops] == [("rejected", "Id of 5,000 characters")]
    eventually(events(real, visitor), 2)


def test_a_wrong_key_is_told_and_not_tried_again(make_client, real):
    errors = []
    client = make_client("wk_of_nobody", real.url, on_error=lambda error, messages: errors.append(error.status))
    client.track("u", "E")
    assert client.flush(20) and errors == [401] and client.counters.retried == 0


def test_the_command(real, visitor, capsys):
    assert main(["test", "--host", real.url, "--key", real.write_key, "--visitor", visitor]) == 0
    assert "OK: the event is on the collector's disk" in capsys.readouterr().out


def test_kill_9_of_the_collector_under_load_loses_and_doubles_nothing(make_client, real, tmp_path, visitor):
    collector = type(real)(tmp_path / "data")
    try:
        client = make_client(collector.secret_key, collector.url, flush_at=10, max_retries=30)
        for n in range(600):
            client.track(visitor, "Clicked", {"n": n})
        until = time.monotonic() + 20
        while not client.counters.sent and time.monotonic() < until:
            time.sleep(0.001)
        collector.kill()
        collector.start()
        assert client.flush(60)
        counters = client.counters
        assert (counters.sent, counters.dropped) == (600, {})
        eventually(events(collector, visitor), 600)
    finally:
        collector.stop()
