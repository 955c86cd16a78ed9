"""The SDK beside Segment's, PostHog's and RudderStack's clients, in one run against one recording server.

    pip install segment-analytics-python posthog rudder-sdk-python     # into an environment of its own
    python sdk/compare.py

Each cell is a fresh process. What is not installed is left out. Takes about four minutes, most of it waiting for
clients that hang: after PATIENCE seconds they are killed.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "sdk")]

from sdk_recorder import Recorder  # noqa: E402

PATIENCE = 60  # s

# How each client is made (URL is the server) and fed; all have flush().
TRACK = "; say = lambda n: c.track('u', 'E', {'n': n})"
CLIENTS = {
    "winnow": "import winnow; c = winnow.Client('k', URL)" + TRACK,
    "winnow, spool=": "import winnow; c = winnow.Client('k', URL, spool=SPOOL)" + TRACK,
    "segment": "from segment.analytics.client import Client; c = Client('k', host=URL)" + TRACK,
    "posthog": (
        "from posthog import Posthog; c = Posthog('k', host=URL);"
        " say = lambda n: c.capture('E', distinct_id='u', properties={'n': n})"
    ),
    "rudderstack": "from rudderstack.analytics.client import Client; c = Client('k', host=URL)" + TRACK,
}
MODULES = {"segment": "segment", "posthog": "posthog", "rudderstack": "rudderstack"}

QUEUE_250 = "for n in range(250): say(n)"
FORK = """
for n in range(5): say(n)
pid = os.fork()
if pid == 0:
    for n in range(100, 110): say(n)
    c.flush()
    os._exit(0)
os.waitpid(pid, 0)
"""
ENQUEUE = """
import logging, time
logging.disable()
best = 9.0
for _ in range(5):
    began = time.perf_counter()
    for n in range(1000): say(n)
    best = min(best, (time.perf_counter() - began) / 1000)
print(best * 1e6)
os._exit(0)
"""


class Server(Recorder):
    """Success in the words of every client: PostHog's wants a result for each event."""

    def note(self, door: BaseHTTPRequestHandler, raw: bytes) -> dict[str, Any]:
        told = super().note(door, raw)
        if told["status"] != 200:
            return told
        sent = self.requests[-1]["body"].get("batch", [])
        results = {m["uuid"]: {"result": "ok"} for m in sent if "uuid" in m}
        return {"status": 200, "body": {"success": True, "status": 1, "results": results}}


class Run(NamedTuple):
    """What a process left behind."""

    seconds: float | None  # None: killed
    output: str
    numbers: list[int]

    def says(self, wanted: range) -> str:
        arrived = [n for n in self.numbers if n in wanted]
        twice = len(arrived) - len(set(arrived))
        text = f"{len(set(arrived))} of {len(wanted)}" + (f" ({twice} twice)" if twice else "")
        return text + (f", {self.seconds:.1f} s" if self.seconds is not None else f", killed after {PATIENCE} s")


def main() -> None:
    names = [name for name in CLIENTS if find_spec(MODULES.get(name, "winnow"))]
    columns: list[tuple[str, Callable[[str], str]]] = [
        ("exit without flush", exits),
        ("fork, child flushes", forks),
        ("500 at exit", fails),
        ("down at exit", nobody),
        ("import ms", imports),
        ("call us", enqueues),
    ]
    print(f"Python {sys.version.split()[0]}; arrived, time until the process was gone")
    print("| client |" + "".join(f" {title} |" for title, _ in columns))
    print("|---|" + "---|" * len(columns))
    for name in names:
        print(f"| {name} |" + "".join(f" {measure(name)} |" for _, measure in columns), flush=True)


def exits(name: str) -> str:
    with Server() as server, tempfile.TemporaryDirectory() as spool:
        return play(name, QUEUE_250, server, spool).says(range(250))


def forks(name: str) -> str:
    with Server() as server, tempfile.TemporaryDirectory() as spool:
        run = play(name, FORK, server, spool)
        return f"child {run.says(range(100, 110))}; parent {run.says(range(5)).split(',')[0]}"


def fails(name: str) -> str:
    with Server() as server, tempfile.TemporaryDirectory() as spool:
        server.always = {"status": 500}
        run = play(name, QUEUE_250, server, spool)
        server.requests.clear()
        server.always = {"status": 200}
        return run.says(range(250)) + afterwards(name, server, spool)


def nobody(name: str) -> str:
    with socket.socket() as held, tempfile.TemporaryDirectory() as spool:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        run = play(name, QUEUE_250, None, spool, f"http://127.0.0.1:{port}")
        held.close()
        with Server(port) as server:
            return run.says(range(250)) + afterwards(name, server, spool)


def afterwards(name: str, server: Server, spool: str) -> str:
    """What the next start of the same program delivers, of itself."""
    late = play(name, "", server, spool)
    return f"; {len(set(late.numbers))} at the next start" if late.numbers else ""


def imports(name: str) -> str:
    module = CLIENTS[name].split(";")[0]
    bare = min(process("pass").seconds or 0 for _ in range(5))
    return f"{(min(process(module).seconds or 0 for _ in range(5)) - bare) * 1000:.0f}"


def enqueues(name: str) -> str:
    with Server() as server, tempfile.TemporaryDirectory() as spool:
        return f"{float(play(name, ENQUEUE, server, spool).output.split()[-1]):.0f}"


def play(name: str, story: str, server: Server | None, spool: str, url: str = "") -> Run:
    """Runs the story with the client; the numbers are those the server answered with 200."""
    url = server.url if server else url
    run = process(f"import os\nURL, SPOOL = {url!r}, {spool!r}\n{CLIENTS[name]}\n{story}")
    time.sleep(0.2)  # a request of a process just gone may still be read
    return run._replace(numbers=[m["properties"]["n"] for m in server.taken] if server else [])


def process(program: str) -> Run:
    began = time.perf_counter()
    env = {**os.environ, "PYTHONPATH": str(HERE)}
    child = subprocess.Popen(
        [sys.executable, "-c", program], env=env, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        output, _ = child.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)  # its forked child too
        child.communicate()
        return Run(None, "", [])
    return Run(time.perf_counter() - began, output, [])


if __name__ == "__main__":
    main()
