"""The SDK in a process of its own, against a real HTTP server in another: exit, fork, outage, spool."""

from __future__ import annotations

import socket
import sys
import time

import pytest

QUEUE_250 = """
import sys, winnow
client = winnow.Client("wk_test", sys.argv[1], spool=sys.argv[2] if len(sys.argv) > 2 else None)
for n in range(250):
    assert client.track("user-1", "Clicked", {"n": n})
"""

needs_fork = pytest.mark.skipif(not hasattr(sys.modules["os"], "fork"), reason="this system cannot fork")


@pytest.fixture
def nowhere():
    """An address where nothing listens, for as long as the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, never listening: connections are refused, nobody else can take it
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def numbers(recorder):
    return sorted(m["properties"]["n"] for m in recorder.taken)


def test_250_queued_and_exit_without_flush_250_arrive(run, recorder):
    done = run(QUEUE_250, recorder.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert numbers(recorder) == list(range(250))
    assert [len(r["body"]["batch"]) for r in recorder.requests] == [100, 100, 50]


def test_the_module_level_client_drains_too(run, recorder):
    program = """
import sys, winnow as analytics
analytics.write_key, analytics.host = "wk_test", sys.argv[1]
for n in range(250):
    analytics.track("user-1", "Clicked", {"n": n})
raise SystemExit(3)
"""
    assert run(program, recorder.url).returncode == 3
    assert numbers(recorder) == list(range(250))


def test_a_crash_of_the_program_still_delivers(run, recorder):
    done = run(QUEUE_250 + "raise KeyError('the program is broken')", recorder.url)
    assert done.returncode == 1 and "the program is broken" in done.stderr
    assert numbers(recorder) == list(range(250))


def test_calls_made_in_an_exit_hook_are_delivered(run, recorder):
    program = """
import atexit, sys, winnow
client = winnow.Client("wk_test", sys.argv[1])
atexit.register(lambda: client.track("user-1", "Exited", {"n": 0}))
"""
    run(program, recorder.url)
    assert numbers(recorder) == [0]


FORK = """
import os, sys, time, winnow
client = winnow.Client("wk_test", sys.argv[1])
for n in range(5):
    client.track("user-1", "Parent", {"n": n})
child = os.fork()
if child == 0:
    for n in range(100, 110):
        client.track("user-1", "Child", {"n": n})
    assert sys.argv[2] == "exit" or client.flush(10)
    sys.exit(0) if sys.argv[2] == "exit" else os._exit(0)
assert os.waitpid(child, 0)[1] == 0
client.track("user-1", "Parent", {"n": 5})
"""


@needs_fork
@pytest.mark.parametrize("leave", ["exit", "flush"])
def test_fork_10_of_10_from_the_child_and_nothing_twice(run, recorder, leave):
    done = run(FORK, recorder.url, leave)
    assert done.returncode == 0, done.stderr
    assert numbers(recorder) == [*range(6), *range(100, 110)]
    assert len({m["messageId"] for m in recorder.taken}) == 16


@needs_fork
def test_fork_while_the_thread_imports_requests_does_not_hang(run, recorder):
    # 20 forks spread over the import's 100-200 ms; without the lock around it a child waits for ever.
    program = """
import os, sys, time, winnow
client = winnow.Client("wk_test", sys.argv[1], flush_at=1)
client.track("user-1", "Parent", {"n": 0})
children = []
for n in range(1, 21):
    time.sleep(0.005)
    children.append(os.fork())
    if children[-1] == 0:
        client.track("user-1", "Child", {"n": n})
        sys.exit(0 if client.flush(20) else 1)
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""
    done = run(program, recorder.url)
    assert done.returncode == 0, done.stderr
    assert numbers(recorder) == list(range(21))


@needs_fork
def test_a_multiprocessing_child_delivers_without_flush(run, recorder):
    program = """
import multiprocessing, sys, winnow
client = winnow.Client("wk_test", sys.argv[1])
def work():
    for n in range(10):
        client.track("user-1", "Child", {"n": n})
if __name__ == "__main__":
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start(); child.join()
    sys.exit(child.exitcode)
"""
    assert run(program, recorder.url).returncode == 0
    assert numbers(recorder) == list(range(10))


@pytest.mark.parametrize("trouble", ["down", "500", "hang", "429"])
def test_a_broken_collector_never_holds_the_exit_and_the_spool_delivers_all(run, recorder, nowhere, tmp_path, trouble):
    if trouble == "429":
        recorder.always = {"status": 429, "headers": {"Retry-After": "60"}}
    elif trouble == "hang":
        recorder.always = {"status": 200, "hang": 30}
    elif trouble == "500":
        recorder.always = {"status": 500}
    url, spool = (nowhere if trouble == "down" else recorder.url), tmp_path / "spool"
    started = time.monotonic()
    done = run(QUEUE_250, url, str(spool))
    # 2 s are the SDK's, and 8 s leave room for a busy machine; RudderStack's client takes more than 60 s here.
    assert done.returncode == 0 and time.monotonic() - started < 10
    kept = [line for file in spool.glob("*/*.jsonl") for line in file.read_text().splitlines()]
    assert len(kept) == 250 and "spooled" in done.stderr

    (folder,) = spool.iterdir()
    recorder.always = {"status": 200}
    recorder.requests.clear()
    recorder.released.set()
    run(REPLAY, recorder.url, str(spool), str(folder))
    assert numbers(recorder) == list(range(250))
    assert not list(spool.glob("*/*.jsonl"))


# The spool's folder is named after host and key; the test's second host is another one, so it moves the folder.
REPLAY = """
import os, sys, winnow
from winnow.disk import Spool
folder = Spool(sys.argv[2], sys.argv[1], "wk_test").folder
if str(folder) != sys.argv[3]:
    folder.rmdir(); os.rename(sys.argv[3], folder)
winnow.Client("wk_test", sys.argv[1], spool=sys.argv[2], shutdown_timeout=20)
"""


def test_without_a_spool_a_loss_at_exit_is_said_and_counted(run, nowhere):
    program = (
        QUEUE_250
        + """
client.shutdown()
print(client.counters.dropped, client.counters.sent)
"""
    )
    done = run(program, nowhere)
    assert done.stdout.strip() == "{'exit': 250} 0"
    assert "not sent" in done.stderr and "is the collector running there?" in done.stderr
    assert "user-1" not in done.stderr  # never a payload


def test_two_programs_may_share_a_spool(run, recorder, tmp_path):
    from winnow.disk import Spool
    from winnow.ledger import Queued

    spool = Spool(tmp_path / "spool", recorder.url, "wk_test")
    for n in range(20):
        spool.write([Queued(f"m{n}", b'{"messageId":"m%d","properties":{"n":%d}}' % (n, n))])
    program = """
import os, sys, winnow
if os.fork() == 0:
    winnow.Client("wk_test", sys.argv[1], spool=sys.argv[2], shutdown_timeout=20)
    sys.exit(0)
winnow.Client("wk_test", sys.argv[1], spool=sys.argv[2], shutdown_timeout=20)
os.wait()
winnow.Client("wk_test", sys.argv[1], spool=sys.argv[2], shutdown_timeout=20)
"""
    run(program, recorder.url, str(tmp_path / "spool"))
    assert numbers(recorder) == list(range(20))


def test_a_killed_program_loses_only_what_was_not_yet_sent(run, recorder):
    program = """
import os, signal, sys, winnow
client = winnow.Client("wk_test", sys.argv[1])
client.track("user-1", "Kept", {"n": 0})
assert client.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""
    run(program, recorder.url)
    assert numbers(recorder) == [0]
