"""Sets up the published clients once (an environment in .setup, node_modules here), and runs them side by side."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.clients.catalogue import Client
from tests.clients.running import HERE, Run, run
from tests.clients.table import judged, render
from tests.conftest import RunningCollector

SETUP = HERE.parents[1] / ".setup"
ENVIRONMENT = SETUP / "clients-venv"
AT_ONCE = 4
RESULTS: dict[tuple[str, str], str] = {}
CHROMIUM = os.environ.get("WINNOW_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def _made(mark: Path, told: str, commands: list[list[str]]) -> str:
    """Run commands unless ``mark`` says that it was done for the same input; the reason why it failed, else ""."""
    SETUP.mkdir(exist_ok=True)
    digest = hashlib.sha256(told.encode()).hexdigest()
    with open(SETUP / "clients.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if mark.is_file() and mark.read_text() == digest:
            return ""
        for command in commands:
            try:
                done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300)
            except (OSError, subprocess.TimeoutExpired) as error:
                return f"{command[0]}: {error}"
            if done.returncode:
                return f"{' '.join(command[:3])} failed: {(done.stderr or done.stdout).strip()[-300:]}"
        mark.write_text(digest)
    return ""


@pytest.fixture(scope="session")
def clients_python() -> Path:
    """The interpreter of the environment that holds the published Python clients."""
    python = ENVIRONMENT / "bin" / "python"
    told = (HERE / "requirements.txt").read_text() + sys.version
    wrong = _made(SETUP / "clients-python", told, [[sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], [str(python), "-m", "pip", "install", "-q", "-r", "requirements.txt"]])
    if wrong:
        pytest.skip(f"the published Python clients cannot be had here: {wrong}")
    return python


@pytest.fixture(scope="session")
def clients_node() -> Path:
    """The folder of the published JavaScript clients."""
    if not shutil.which("npm"):
        pytest.skip("needs Node and npm: apt-get install nodejs npm")
    wrong = _made(SETUP / "clients-node", (HERE / "package-lock.json").read_text(), [["npm", "ci", "--ignore-scripts", "--no-progress"]])
    if wrong:
        pytest.skip(f"the published JavaScript clients cannot be had here: {wrong}")
    return HERE / "node_modules"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="needs the pip package playwright")
    if not CHROMIUM:
        pytest.skip("needs Chromium: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def ran(request: pytest.FixtureRequest, collector: RunningCollector) -> Iterator[Callable[[Client, str], Run]]:
    """``ran(client, scenario)``: the Run. All that were collected start together, as most of their time is waiting."""
    futures: dict[tuple[str, str], Future[Run]] = {}
    python = ENVIRONMENT / "bin" / "python"
    wanted = [item.callspec.params for item in request.session.items if getattr(item, "originalname", "") == "test_published_client"]
    with ThreadPoolExecutor(AT_ONCE) as pool:

        def one(client: Client, scenario: str) -> Run:
            if not futures:
                for told in wanted:
                    futures[told["client"].name, told["scenario"]] = pool.submit(run, told["client"], told["scenario"], collector, python)
            return futures[client.name, scenario].result()

        yield one
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def results() -> dict[tuple[str, str], str]:
    """The table: (client, scenario) -> what came of it."""
    return RESULTS


@pytest.fixture
def verdict() -> Callable[[Client, str, Run], None]:
    """Checks a Run and enters it into the table."""

    def check(client: Client, scenario: str, done: Run) -> None:
        RESULTS[client.name, scenario] = "failed"
        RESULTS[client.name, scenario] = judged(client, scenario, done)

    return check


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After the run, the table clients x scenarios; also in .setup/clients.md."""
    if RESULTS:
        text = render(RESULTS)
        (SETUP / "clients.md").write_text(text)
        terminalreporter.section("published clients x scenarios")
        terminalreporter.write(text)
