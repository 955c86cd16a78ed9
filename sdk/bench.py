"""What the SDK costs its host: `python sdk/bench.py` prints import time, time per call, and messages a second."""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import winnow  # noqa: E402

CALLS = 20_000


def main() -> None:
    """Best of five each: on a busy machine the best run is the one that was least disturbed."""
    print(f"Python {platform.python_version()}, {platform.machine()}, winnow {winnow.VERSION}")
    bare = best(lambda: start("pass"))
    print(
        f"import                   {best(lambda: start('import winnow')) - bare:7.1f} ms more than bare Python (< 60)"
    )
    print(f"requests alone           {best(lambda: start('import requests')) - bare:7.1f} ms, paid in the thread")
    print(f"track() as it goes       {best(lambda: per_call(True)):7.1f} us a call (< 25)")
    print(f"track() with NaN inside  {best(lambda: per_call(True, x=float('nan'))):7.1f} us a call")
    print(f"track() on a full queue  {best(lambda: per_call(False)):7.1f} us a call")
    print(f"through the thread       {CALLS / best(drained):7.0f} messages a second, gzip included")


def best(measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(5))


def start(program: str) -> float:
    """ms from start to end of a Python process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], cwd=HERE, check=True)
    return (time.perf_counter() - began) * 1000


def per_call(room: bool, **more: object) -> float:
    """us for a call with three properties, while the thread waits."""
    winnow.log.setLevel("CRITICAL")
    client = winnow.Client(
        "wk",
        transport=winnow.RecordingTransport(),
        max_queue=CALLS if room else 1,
        flush_at=CALLS * 2,
        flush_interval=99,
    )
    properties = {"plan": "pro", "seats": 12, "trial": False, **more}
    began = time.perf_counter()
    for _ in range(CALLS):
        client.track("user-42", "Signed Up", properties)
    spent = time.perf_counter() - began
    client.shutdown()
    return spent / CALLS * 1e6


class Nowhere:
    """Takes everything at once."""

    def send(self, *_: object) -> winnow.Answer:
        return winnow.Answer(200, {}, b'{"success": true}')

    def close(self) -> None:
        pass


def drained() -> float:
    """s for CALLS messages through queue, thread, batches and gzip."""
    client = winnow.Client("wk", transport=Nowhere(), max_queue=CALLS)
    began = time.perf_counter()
    for n in range(CALLS):
        client.track("user-42", "Signed Up", {"plan": "pro", "n": n})
    assert client.flush(60)
    spent = time.perf_counter() - began
    client.shutdown()
    return spent


if __name__ == "__main__":
    main()
