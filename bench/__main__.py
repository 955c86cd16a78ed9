"""``python -m bench`` (or ``make bench``): every figure of docs and decisions, measured anew.

Speed is told as ratios in one run, because machines are shared and noisy. Needs ``wrk`` for the two
figures over HTTP with 32 connections (Debian: apt-get install wrk); says so where it is missing.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.traffic import batches, messages
from tests.conftest import RunningCollector, free_port

HERE = Path(__file__).resolve().parent
FIGURES: list[tuple[str, str, str]] = []
QUICK = "--quick" in sys.argv


def note(what: str, figure: str, mark: str = "") -> None:
    """Print a figure and keep it for RESULTS.md; ``mark`` is what was to be reached."""
    FIGURES.append((what, figure, mark))
    print(f"  {what:<62} {figure:>22}   {mark}", flush=True)


def wrk(url: str, script: str, seconds: int = 5, **environment: str) -> float:
    """Requests a second with 32 connections; fails where an answer is not 2xx."""
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", "-s", str(HERE / script), url]
    told = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=True).stdout
    assert "Non-2xx" not in told and "Socket errors" not in told, told
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def empty(kind: str) -> float:
    """Requests a second of a Flask endpoint that does nothing."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "bench.empty", kind, str(port)], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(2)
        return wrk(f"http://127.0.0.1:{port}/empty", "empty.lua")
    finally:
        os.killpg(server.pid, 15)
        server.wait()


def single(folder: Path) -> None:
    """Durable single events against the empty endpoint, in turn, three times."""
    if not shutil.which("wrk"):
        note("single events over HTTP", "not measured", "wrk is missing (apt-get install wrk)")
        return
    running = RunningCollector(folder / "single")
    rates: dict[str, list[float]] = {"ours": [], "asgi": [], "wsgi": []}
    wrk(f"{running.url}/v1/p", "single.lua", 1, WINNOW_KEY=running.write_key)
    for _ in range(1 if QUICK else 3):
        rates["ours"].append(wrk(f"{running.url}/v1/p", "single.lua", WINNOW_KEY=running.write_key))
        rates["asgi"].append(empty("asgi"))
        rates["wsgi"].append(empty("wsgi"))
    running.stop()
    ours, asgi, wsgi = (statistics.median(rates[name]) for name in ("ours", "asgi", "wsgi"))
    note("durable single events, 32 connections", f"{ours:,.0f}/s")
    note("empty Flask endpoint, the same server", f"{asgi:,.0f}/s")
    note("empty Flask endpoint, granian's own WSGI", f"{wsgi:,.0f}/s")
    note("ratio to the empty endpoint, same server", f"{ours / asgi:.2f}", ">= 0.5")
    note("ratio to the empty endpoint, granian's WSGI", f"{ours / wsgi:.2f}")


def post_all(running: RunningCollector, bodies: list[bytes], threads: int = 4) -> float:
    """Seconds until all bodies are acknowledged."""
    waiting = iter(bodies)
    guard = threading.Lock()

    def send() -> None:
        while True:
            with guard:
                body = next(waiting, None)
            if body is None:
                return
            status, told, _ = running.post("/v1/batch", body, running.secret_key)
            assert status == 200 and not told["rejected"], told

    begin = time.perf_counter()
    workers = [threading.Thread(target=send) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - begin


def batched(folder: Path) -> None:
    """Batches of 100 with evidence; bytes an event; rebuild."""
    running = RunningCollector(folder / "batch")
    count = 20_000 if QUICK else 100_000
    post_all(running, batches(2_000, seed=9))
    seconds = post_all(running, batches(count))
    note("batches of 100 with evidence", f"{count / seconds:,.0f} events/s", ">= 10,000")
    begin = time.perf_counter()
    while running.get("/readyz")["touched"]:
        time.sleep(0.1)
    note("until the last of them was judged", f"{time.perf_counter() - begin:.1f} s")
    running.stop()
    size = sum(path.stat().st_size for path in running.folder.glob("winnow.db*"))
    note("bytes an event, everything on disk", f"{size / (count + 2000):,.0f}", "<= 400")
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tracker", "rebuild", "--data", running.folder], check=True, capture_output=True)
    note("rebuild, with judging everybody", f"{count / (time.perf_counter() - begin):,.0f} events/s", ">= 10,000")


def visible(folder: Path) -> None:
    """From the answer to an event until the visitor stands in the list, at about half load."""
    running = RunningCollector(folder / "visible")
    stop = threading.Event()
    bodies = batches(40_000, seed=3)

    def load() -> None:
        for body in bodies:
            if stop.is_set():
                return
            running.post("/v1/batch", body, running.secret_key)
            time.sleep(0.02)

    loader = threading.Thread(target=load)
    loader.start()
    waits = []
    for number in range(60 if QUICK else 200):
        device = f"probe-{number}"
        running.post("/v1/track", {"event": "Demo Requested", "anonymousId": device, "properties": {"email": f"ann{number}@acme{number}.example", "message": "please send an offer"}})
        begin = time.perf_counter()
        running.until(f"/v1/visitors/{device}", lambda told: told["reason"] != "not_judged", 30)
        visitor = running.get(f"/v1/visitors/{device}")
        running.until(f"/v1/{'leads' if visitor['list'] == 'lead' else visitor['list']}?q=ann{number}@", lambda told: told["total"] == 1, 30)
        waits.append(time.perf_counter() - begin)
    stop.set()
    loader.join()
    running.stop()
    waits.sort()
    note("event -> list, median", f"{1000 * statistics.median(waits):.0f} ms")
    note("event -> list, p99", f"{1000 * waits[int(len(waits) * 0.99)]:.0f} ms", "<= 1000 ms")


def listed(folder: Path) -> None:
    """The lead list at 100,000 visitors, read through the store and over HTTP."""
    from bench.many import fill

    running = RunningCollector(folder / "many")
    running.stop()
    fill(running.folder, 20_000 if QUICK else 100_000)
    running.start()
    path, took = "/v1/leads?limit=50", []
    for _ in range(300):
        begin = time.perf_counter()
        told = running.get(path)
        took.append(time.perf_counter() - begin)
        path = f"/v1/leads?limit=50&cursor={told['next_cursor']}" if told["next_cursor"] else "/v1/leads?limit=50"
    took.sort()
    running.stop()
    note("lead list, 50 rows over HTTP, median", f"{1000 * statistics.median(took):.1f} ms")
    note("lead list, 50 rows over HTTP, p99", f"{1000 * took[int(len(took) * 0.99)]:.1f} ms", "<= 20 ms")


def inside() -> None:
    """What one event costs in the rooms, and a lexicon look-up, in this process with warm caches."""
    from tracker.corpus import world_of
    from tracker.enrich import enrich
    from tracker.evidence import evidence_of
    from tracker.model import Event, Sender, Site
    from tracker.pipeline import entry_of
    from tracker.rulebook import load
    from tracker.validate import validate
    from tracker.words import page_hits

    site, rulebook, world = Site(name="s", domain="shop.example", own_domains=("shop.example",), languages=("en",)), load(), world_of(Path("."))
    sender = Sender(site=site, trusted=True, received=time.time_ns() // 1_000_000)
    told = list(messages(5_000, seed=5))
    events = [event for event in (validate(message, sender) for message in told) if isinstance(event, Event)]
    enriched = [enrich(event, site, world) for event in events]

    def each(what: str, work: Any, over: list, mark: str = "") -> None:
        rounds = []
        for _ in range(5):
            begin = time.process_time()
            for item in over:
                work(item)
            rounds.append((time.process_time() - begin) / len(over) * 1e6)
        note(what, f"{min(rounds):.1f} µs of CPU", mark)

    each("validate an event", lambda message: validate(message, sender), told)
    each("enrich an event, warm caches", lambda event: enrich(event, site, world), events)
    each(f"all {len(rulebook.askers)} signals on an event", lambda event: evidence_of(event, site, rulebook), enriched, "<= 150 µs")
    each("validate to evidence in all", lambda event: entry_of(event, site, rulebook, world), events)
    page_hits.cache_clear() if hasattr(page_hits, "cache_clear") else None
    each("lexicon: a URL seen before", page_hits, [event.page.path for event in events])
    fresh = iter(range(10**9))
    each("lexicon: a URL never seen", lambda path: page_hits(f"{path}-{next(fresh)}"), [event.page.path for event in events], "<= 5 µs")


def main() -> None:
    """Run all, print the figures, write RESULTS.md."""
    with tempfile.TemporaryDirectory(prefix="winnow-bench-") as made:
        folder = Path(made)
        for work in (inside, lambda: single(folder), lambda: batched(folder), lambda: visible(folder), lambda: listed(folder)):
            work()
    lines = [f"| {what} | {figure} | {mark} |" for what, figure, mark in FIGURES]
    head = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}, `make bench`{' --quick' if QUICK else ''}"
    text = f"# Measured\n\n{head}. Machines are shared and noisy: trust ratios.\n\n| what | figure | to reach |\n|---|---|---|\n" + "\n".join(lines) + "\n"
    (HERE / "RESULTS.md").write_text(text)
    print(f"\nwritten to {HERE / 'RESULTS.md'}")


if __name__ == "__main__":
    main()
