"""`winnow rebuild` beside a server that takes events: no answer is "later", what comes meanwhile is in the result."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

from tests.conftest import RunningCollector


def test_collecting_goes_on_while_events_are_read_again(own_collector: Callable[..., RunningCollector]) -> None:
    """Every event sent during the rebuild is acknowledged and stands in the lists afterwards; the books balance."""
    running = own_collector()
    batch = [{"type": "page", "anonymousId": f"v{n % 700}", "messageId": f"m{n}", "properties": {"path": "/pricing"}} for n in range(5000)]
    for start in range(0, len(batch), 1000):
        assert 200 == running.post("/v1/batch", {"batch": batch[start : start + 1000]}, running.secret_key)[0]
    rebuild = subprocess.Popen([sys.executable, "-m", "tracker", "rebuild", "--data", str(running.folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    answers, done = [], threading.Event()

    def send() -> None:
        while not done.is_set():
            number = len(answers)
            answers.append(running.post("/v1/page", {"anonymousId": f"late{number}", "messageId": f"late{number}", "properties": {"path": "/careers"}})[0])

    sender = threading.Thread(target=send)
    sender.start()
    told, complained = rebuild.communicate(timeout=120)
    done.set()
    sender.join()

    assert 0 == rebuild.returncode, complained
    assert "visitors judged from the kept events" in told
    assert answers and {200} == set(answers)
    running.until("/readyz", lambda ready: ready["touched"] == 0)
    assert 700 + len(answers) == sum(running.get("/v1/leads")["counts"].values())
    checked = subprocess.run([sys.executable, "-m", "tracker", "check", "--data", str(running.folder)], capture_output=True, text=True, check=True).stdout
    assert "WRONG" not in checked and "read again so far" not in checked
    assert "careers_page" in {row["signal"] for row in running.get("/v1/visitors/late0")["evidence"]}
