"""Run a collector behind granian: one process, SIGTERM drains, nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from a2wsgi import WSGIMiddleware
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from tracker.app import create_app
from tracker.collector import Collector
from tracker.commands import run
from tracker.deliver import Courier
from tracker.door import Door
from tracker.front import Front
from tracker.upkeep import Upkeep

FLASK_THREADS = 8
DRAIN_SECONDS = 15


class _Quiet(logging.Filter):
    """Clients that hang up, and granian's word that its embedded server is young, are no news."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to print a record."""
        said = record.getMessage()
        return "transport error" not in said and "experimental" not in said


def _logging(level: str) -> None:
    logging.basicConfig(level=level.upper(), stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("_granian").setLevel("WARNING")
    logging.getLogger("_granian").addFilter(_Quiet())


def server_of(collector: Collector) -> Server:
    """The HTTP server of a collector, not yet running. Slow headers are cut by granian, slow bodies by the front."""
    settings = collector.settings
    flask = WSGIMiddleware(create_app(collector), workers=FLASK_THREADS)
    return Server(
        Front(collector, flask), address=settings["host"], port=settings["port"], interface=Interfaces.ASGI,
        backlog=2048, backpressure=settings["connections"], websockets=False, log_enabled=True, log_level=LogLevels.warning,
        http1_settings=HTTP1Settings(header_read_timeout=settings["request_seconds"] * 1000, max_buffer_size=64 * 1024),
    )  # fmt: skip


async def _run(collector: Collector, ready: Callable[[], None]) -> None:
    server, loop = server_of(collector), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    serving = asyncio.create_task(server.serve())
    flushing = asyncio.create_task(_flush(collector))
    await asyncio.sleep(0.1)
    if serving.done():
        serving.result()
    ready()
    await serving
    flushing.cancel()


async def _flush(collector: Collector) -> None:
    """Write the counts of refusals now and then."""
    while True:
        await asyncio.sleep(5)
        try:
            await asyncio.get_running_loop().run_in_executor(None, collector.flush_refusals)
        except Exception:
            logging.getLogger("winnow").exception("refusals could not be counted; tried again in five seconds")


def serve(collector: Collector, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until SIGTERM or SIGINT; then answer what is in flight, keep it, and return."""
    _logging(collector.settings["log_level"])
    collector.warm()
    collector.judge.idle = Upkeep(collector)
    collector.judge.start()
    courier = Courier(collector)
    courier.start()
    door = Door(Path(collector.settings["data"]), lambda name, arguments: run(collector, name, arguments), collector.store.release_reader)
    try:
        try:
            import uvloop

            uvloop.run(_run(collector, ready))
        except ImportError:
            asyncio.run(_run(collector, ready))
    finally:
        door.close()
        courier.stop()
        collector.close()
