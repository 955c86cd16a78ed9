"""The process that reads: what crashes, hangs or kills it costs one text its answer, and it is started anew a bounded number of times."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.trust.fragile import NEEDS, gone
from tracker.reading import letters, likeness
from tracker.reading.worker import ENDS, WITHIN, Worker

pytestmark = NEEDS


def test_a_text_that_crashes_the_engine_is_not_tried_again(worker: Worker) -> None:
    """A real segmentation fault: no answer for this text, now or later; the next one is answered by a new process."""
    assert worker.ask("hello")
    first = worker.pid

    assert worker.ask("SEGFAULT") is None
    assert gone(first)
    assert worker.ask("hello") and worker.pid != first
    second = worker.pid
    assert worker.ask("SEGFAULT") is None
    assert worker.pid == second and (worker.died, worker.slow, worker.missed) == (1, 0, 2)


def test_a_text_that_hangs_the_engine_is_given_up(worker: Worker) -> None:
    """After its seconds the process is ended; the next text is answered."""
    assert worker.ask("hello")
    hung, worker.seconds = worker.pid, 0.5
    begun = time.monotonic()

    assert worker.ask("HANG") is None
    assert 0.4 < time.monotonic() - begun < 5
    assert gone(hung)
    worker.seconds = 20
    assert worker.ask("hello") and (worker.died, worker.slow) == (0, 1)


def test_it_is_started_a_bounded_number_of_times(worker: Worker) -> None:
    """Five ends within an hour: nothing is started any more. An hour after the first it is."""
    for count in range(ENDS):
        assert not worker.rests
        assert worker.ask(f"SEGFAULT {count}") is None

    assert worker.rests
    assert worker.ask("hello") is None and worker.pid is None
    worker.clock.now = WITHIN + 1
    assert worker.ask("hello") and not worker.rests


def test_it_knows_no_secret_of_the_collector(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever took it over through a text finds neither the password of the mail server nor an open database."""
    monkeypatch.setenv("WINNOW_SMTP_PASSWORD", "canary")
    monkeypatch.setenv("DATABASE_URL", "canary")
    assert worker.ask("hello")

    assert b"canary" not in Path(f"/proc/{worker.pid}/environ").read_bytes()
    assert {os.readlink(file).partition(":")[0] for file in Path(f"/proc/{worker.pid}/fd").iterdir()} <= {"socket", "/dev/null", os.readlink("/proc/self/fd/2").partition(":")[0]}


def test_a_process_that_was_killed_between_two_texts_blames_neither(worker: Worker) -> None:
    """Whoever asks next gets an answer."""
    assert worker.ask("hello")
    killed = worker.pid
    os.kill(killed, signal.SIGKILL)
    assert gone(killed)

    assert worker.ask("hello") and (worker.died, worker.missed) == (1, 0)


def test_a_text_that_was_never_read_is_asked_again(worker: Worker) -> None:
    """A process that is about to die still looks alive: the text that reaches it is not to blame."""
    assert worker.ask("hello")
    dying = worker.pid
    os.kill(dying, signal.SIGSTOP)
    killer = threading.Timer(0.3, os.kill, (dying, signal.SIGKILL))
    killer.start()

    assert worker.ask("hello") and (worker.died, worker.missed) == (1, 0)
    killer.join()


def test_threads_that_ask_at_once_do_not_suffer_from_each_other(worker: Worker) -> None:
    """Two of forty texts crash it: the others have the answer that they have alone."""
    texts = ["SEGFAULT a", "SEGFAULT b", *("x" * size for size in range(1, 39))]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(worker.ask, texts))

    assert answers[:2] == [None, None]
    assert answers[2:] == [worker.ask(text) for text in texts[2:]]
    assert worker.died == 2


def test_an_engine_that_cannot_start_is_tried_a_few_times(tmp_path: Path) -> None:
    """A script that ends at once: no answer, no exception, at most five processes."""
    script = tmp_path / "broken.py"
    script.write_text("raise SystemExit(3)")
    worker = Worker(script, 4)

    assert [worker.ask(f"text {count}") for count in range(9)] == [None] * 9
    assert worker.rests and worker.died == ENDS and worker.missed == 9


def test_without_an_answer_the_words_speak(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message of which the engine dies is read by its words, as where there is no engine."""
    monkeypatch.setattr(likeness, "ENGINE", worker)
    text = "I am writing my dissertation at university and hope you could fill in a questionnaire for my thesis. SEGFAULT"
    told = letters.chances(text)
    monkeypatch.setattr(letters, "likeness", lambda text: None)

    assert told == letters.chances(text) and max(told, key=told.get) == "study" and worker.died == 1


def test_signals_for_the_whole_group_are_the_collectors(worker: Worker) -> None:
    """Ctrl-C and systemd's SIGTERM reach every process: the reader goes on as long as the draining collector asks."""
    assert worker.ask("hello")
    before = worker.pid
    os.kill(before, signal.SIGINT)
    os.kill(before, signal.SIGTERM)

    assert worker.ask("hello again") and worker.pid == before
