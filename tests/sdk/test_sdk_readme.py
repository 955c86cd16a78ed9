"""Every code block of sdk/README.md runs as it stands there, against the real collector; only its keys and its address are put in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningCollector

SDK = Path(__file__).parents[2] / "sdk"
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", (SDK / "README.md").read_text(), re.DOTALL | re.MULTILINE)
BROWSER = {"Cookie": "wn_id=VISITOR", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "X-Forwarded-For": "203.0.113.9"}
FLASK = "answer = app.test_client(use_cookies=False).get('/', headers=HEADERS)\nassert 'data-key=\"wk_' in answer.text and 'sk_' not in answer.text\n"
FASTAPI = """
import asyncio
said = []
async def heard(message):
    said.append(message)
async def nothing():
    return {"type": "http.request", "body": b"", "more_body": False}
scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/", "raw_path": b"/", "query_string": b"", "root_path": "", "http_version": "1.1",
         "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 5000), "headers": [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]}
asyncio.run(app(scope, nothing, heard))
assert said[0]["status"] == 200 and said[1]["body"] == b"{}"
"""
DJANGO = """
import os, subprocess, sys
subprocess.run([sys.executable, "-m", "django", "startproject", "shop", "."], check=True)
with open("shop/settings.py", "a") as settings, open("block.py") as block:
    settings.write(block.read() + "\\nALLOWED_HOSTS = ['testserver']\\n")
with open("shop/urls.py", "w") as urls:
    urls.write('''
import winnow
from django.http import HttpResponse
from django.template import engines
from django.urls import path
def home(request):
    winnow.track(event="Home Seen")
    return HttpResponse(engines["django"].from_string("{% load winnow %}{% winnow_snippet %}").render({}))
urlpatterns = [path("", home)]
''')
os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"
import django
django.setup()
from django.test import Client
answer = Client(headers=HEADERS).get("/").content.decode()
assert 'data-key="wk_' in answer and "sk_" not in answer
"""
# What each block says to the collector: (a piece of it, the package it needs, what comes after it, events of whom, their names).
RUN: list[tuple[str, str, str, str, set[str]]] = [
    ('winnow.identify("user-42"', "", "", "user-42", {"identify", "Signed Up", "group", "Python", "alias"}),
    ("with winnow.Client(", "", "", "user-42", {"Order Completed"}),
    ("from winnow.flask import", "flask", FLASK, "VISITOR", {"Home Seen"}),
    ("from winnow.asgi import", "fastapi", FASTAPI, "VISITOR", {"Home Seen"}),
    ("MIDDLEWARE.insert", "django", DJANGO, "VISITOR", {"Home Seen"}),
    ("with winnow.visitor(", "", "", "user-42", {"Called Support"}),
    ("wire.messages[0]", "", "", "", set()),
]


@pytest.fixture
def filled(collector: RunningCollector) -> Callable[[str], str]:
    """The block with this server's address and keys, and with people whom no other test knows."""
    mine = uuid.uuid4().hex

    def fill(text: str) -> str:
        for told, real in {"https://winnow.example.com": collector.url, "http://127.0.0.1:8080": collector.url, "wk_...": collector.write_key,
                           "sk_...": collector.secret_key, "WRITE_KEY": collector.write_key, "VISITOR": mine}.items():  # fmt: skip
            text = text.replace(told, real) if told != "WRITE_KEY" else re.sub(r"(?<![\w_])WRITE_KEY", real, text)
        return re.sub(r"user-42|anonymous-7|a-7|jo@", lambda found: f"{mine}-{found[0]}", text)

    return fill


def test_no_block_is_left_out() -> None:
    """A new block needs a row in RUN, or a test."""
    python = [text for language, text in BLOCKS if language == "python"]
    assert [language for language, _ in BLOCKS if language != "python"] == ["sh"]
    assert [sum(piece in text for piece, *_ in RUN) for text in python] == [1] * len(python) == [1] * len(RUN)


@pytest.mark.parametrize("piece, package, after, who, names", RUN, ids=[row[0] for row in RUN])
def test_a_block_runs(tmp_path: Path, collector: RunningCollector, filled: Callable[[str], str], piece: str, package: str, after: str, who: str, names: set[str]) -> None:
    """As a program of its own; what it says is in the visitor's timeline, trusted where the key is secret."""
    if package:
        pytest.importorskip(package, reason=f"needs the pip package {package}: pip install -r requirements-dev.txt")
    [text] = [filled(text) for language, text in BLOCKS if language == "python" and piece in text]
    (tmp_path / "block.py").write_text(text)
    headers = filled(f"HEADERS = {BROWSER!r}\n")
    (tmp_path / "program.py").write_text(headers + (after if package == "django" else text + after))
    paths = os.pathsep.join([str(SDK), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run([sys.executable, "program.py"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    if who:
        path = f"/v1/visitors/{filled(who)}/timeline"
        rows = collector.until(path, lambda told: names <= {named(row) for row in told["timeline"]})["timeline"]
        assert all(row["trusted"] is ("sk_" in text) for row in rows)


def named(row: dict[str, Any]) -> str:
    """The event's or the page's name, else the kind."""
    return row["name"] or row["kind"]


def test_the_commands_run(tmp_path: Path, filled: Callable[[str], str]) -> None:
    """`pip install ./sdk` into an environment of its own, from a copy of the checkout, and the command that it brings."""
    [text] = [filled(text) for language, text in BLOCKS if language == "sh"]
    shutil.copytree(SDK, tmp_path / "sdk", ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
    subprocess.run([sys.executable, "-m", "venv", "env"], cwd=tmp_path, check=True, timeout=120)
    paths = {**os.environ, "PATH": f"{tmp_path}/env/bin:{os.environ['PATH']}", "PYTHONPATH": "", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(["sh", "-ec", text], cwd=tmp_path, env=paths, capture_output=True, text=True, timeout=300)
    if "No matching distribution" in done.stderr:
        pytest.skip("pip finds no packages here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "OK: the event is on the collector's disk" in done.stdout and (tmp_path / "env" / "bin" / "winnow-sdk").is_file()
