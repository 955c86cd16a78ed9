"""Runs one published client against the real collector, through the proxy, and says what came of it."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.clients.catalogue import SCENARIOS, Client
from tests.clients.faults import Proxy, Seen
from tests.conftest import RunningCollector
from tracker.commandline import reader
from tracker.model import Event

HERE = Path(__file__).resolve().parent
GIVES_UP_SECONDS = 60
QUIET_SECONDS = 1.5


@dataclass
class Run:
    """What came of a run: the requests that carried events, what is stored of the person, what the client said."""

    person: str
    seen: list[Seen]
    stored: list[Event]
    said: str
    code: int
    seconds: float
    quiet: bool
    began: int = 0  # ms, as the collector counts

    def kinds(self) -> Counter:
        """How often each (kind, name) is stored."""
        return Counter((event.kind, event.name) for event in self.stored)


def key_for(client: Client, scenario: str, collector: RunningCollector) -> str:
    """What a client is given: a back end a trusted key, a browser a public one or the site's domain."""
    if scenario == "bad key":
        return "wk_" + "0" * 32
    if "domain" in client.mode:
        return "localhost"  # the domain of the first site, where the test's pages are
    return collector.secret_key if client.trusted and not client.script else collector.write_key


def run(client: Client, scenario: str, collector: RunningCollector, python: Path | None) -> Run:
    """Run a client in a process of its own through one scenario."""
    proxy = Proxy(collector.url)
    proxy.faults = list(SCENARIOS[scenario])
    person = f"{secrets.token_hex(5)}-{re.sub('[^a-z0-9]', '', client.name)}"
    command = [str(python) if client.driver.endswith(".py") else "node", str(HERE / "drivers" / client.driver)]
    command += [proxy.url, key_for(client, scenario, collector), person, str(client.seconds), *client.mode]
    began, at = time.monotonic(), time.time_ns() // 10**6
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=GIVES_UP_SECONDS, env={**os.environ, "NO_PROXY": "*"})
        seconds = time.monotonic() - began
        quiet = proxy.still(QUIET_SECONDS)
        least = len(client.story) - client.loses.get(scenario, 0) if scenario != "bad key" else 0
        given = re.findall(r'"sessionId":"([^"]+)"', done.stdout)[:1]  # an id that the collector gave
        stored = timeline(collector, [person, f"anon-{person}", person[:8].encode().hex(), *given], least)
        return Run(person, proxy.carrying(), stored, done.stdout + done.stderr, done.returncode, seconds, quiet, at)
    finally:
        proxy.close()


def timeline(collector: RunningCollector, ids: list[str], least: int) -> list[Event]:
    """What hangs on the wall under the ids of a person, once at least ``least`` events do; what there is after five seconds otherwise."""
    deadline = time.monotonic() + (5 if least else 0.3)
    while True:
        with reader(str(collector.folder)) as store:
            [site] = store.sites()
            visitors = {visitor for identity in ids if (visitor := store.resolve(site, identity))}
            found = [event for visitor in visitors for event in store.events(site, visitor, 100)]
        if (least and len(found) >= least) or time.monotonic() > deadline:
            return sorted(found, key=lambda event: event.at)
        time.sleep(0.1)
