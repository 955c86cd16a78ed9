"""The real plugin files inside as much of WordPress as they need, and a browser for what they put into pages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

PLUGINS = Path(__file__).parents[2] / "plugins"
WORDPRESS = PLUGINS / "wordpress" / "winnow"
STUB = Path(__file__).with_name("wordpress_stub.php")
CHROMIUM = os.environ.get("WINNOW_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def php() -> str:
    """PHP's command line, or a skip."""
    found = shutil.which("php")
    if not found:
        pytest.skip("needs PHP: apt-get install php-cli")
    return found


@pytest.fixture
def wordpress(php: str) -> Callable[..., SimpleNamespace]:
    """Runs PHP code with the plugin loaded: ``wordpress(code, set={...}, secret="sk_...", **given)``; what it did."""

    def run(code: str = "", set: dict[str, Any] | None = None, secret: str = "", **given: Any) -> SimpleNamespace:
        options = {"winnow": {"host": "https://collector.example", "key": "wk_1", **(set or {})}, "winnow_secret_key": secret, "winnow_salt": "pepper"}
        given["options"] = {**options, **given.get("options", {})}
        given |= {"code": code, "plugin": str(WORDPRESS / "winnow.php")}
        done = subprocess.run([php, "-d", "display_errors=stderr", str(STUB)], input=json.dumps(given), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and not done.stderr, done.stderr or done.stdout
        return SimpleNamespace(**json.loads(done.stdout))

    return run


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser a module, as in tests/js."""
    api = pytest.importorskip("playwright.sync_api", reason="needs the pip package playwright")
    if not CHROMIUM:
        pytest.skip("needs Chromium: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A fresh visitor's page; an error thrown into it fails the test."""
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
