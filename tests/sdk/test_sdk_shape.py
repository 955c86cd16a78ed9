"""The house rules for the SDK: sizes, types, no stranger inside, and a README that cannot lie."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
import winnow
from winnow.ledger import REASONS

SDK = Path(__file__).parents[2] / "sdk"
PACKAGE = SDK / "winnow"
FILES = sorted(PACKAGE.glob("*.py"))
README = (SDK / "README.md").read_text()


def functions(file):
    return [n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_no_file_above_300_lines_no_function_above_40_median_at_most_12():
    sizes = [f.end_lineno - f.lineno + 1 for file in FILES for f in functions(file)]
    long = [f"{file.name}:{f.name}" for file in FILES for f in functions(file) if f.end_lineno - f.lineno >= 40]
    assert long == [], "split the function: one name, one job"
    assert [f.name for f in FILES if len(f.read_text().splitlines()) > 300] == [], "split the file"
    assert statistics.median(sizes) <= 12


def test_the_sdk_imports_nothing_of_the_server_and_nobody_but_requests():
    allowed = {"requests", "flask", "markupsafe", "django", "asgiref", *sys.stdlib_module_names}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            assert {name.split(".")[0] for name in names} <= allowed, f"{file.name} imports {names}"


def test_every_module_class_and_public_function_says_what_it_promises():
    for file in FILES:
        tree = ast.parse(file.read_text())
        assert ast.get_docstring(tree), file.name
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{file.name}: {node.name}"


def test_all_exported_names_exist_and_are_sorted():
    assert all(hasattr(winnow, name) for name in winnow.__all__)
    assert winnow.__all__ == sorted(winnow.__all__, key=lambda n: (not n.isupper(), n[0].islower(), n))


def rows(heading):
    """The first table after a heading: lists of cells."""
    part = README.split(heading, 1)[1]
    table = re.search(r"(?:^\|.*\n)+", part, re.MULTILINE).group()
    return [[cell.strip(" `") for cell in line.strip("|\n").split(" | ")] for line in table.splitlines()[2:]]


def test_the_readme_lists_every_option_with_its_default():
    parameters = inspect.signature(winnow.Client).parameters.values()
    real = {p.name: p.default for p in parameters if p.kind is not p.VAR_KEYWORD}
    real |= {"write_key": "needed", "host": "http://127.0.0.1:8080"}
    assert {row[0]: row[1] for row in rows("## Options")} == {name: str(default) for name, default in real.items()}


def test_the_module_declares_every_option():
    assert set(inspect.signature(winnow.Client).parameters) - {"segment_names"} <= set(winnow.__annotations__)


def test_the_readme_lists_every_reason():
    assert {row[0]: row[1] for row in rows("## What happens when")} == REASONS


def test_the_quick_start_and_the_testing_section_run():
    wire = winnow.RecordingTransport()
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    here = {"winnow": winnow}
    winnow.transport, winnow.sync = wire, True
    exec(blocks[0], here)  # noqa: S102
    assert [m["type"] for m in wire.messages] == ["identify", "track", "group", "page", "alias"]
    exec(next(b for b in blocks if "with winnow.visitor" in b), here)  # noqa: S102
    assert wire.messages[5]["anonymousId"] == "a-7"
    exec(next(b for b in blocks if "RecordingTransport()" in b), here)  # noqa: S102


@pytest.mark.parametrize("name", [f.stem for f in FILES if f.stem not in ("flask", "django", "__init__")])
def test_examples_in_docstrings(name):
    result = doctest.testmod(importlib.import_module(f"winnow.{name}"))
    assert result.failed == 0


def test_mypy_strict():
    pytest.importorskip("mypy", reason="needs the pip package mypy: pip install -r requirements-dev.txt")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-incremental"], cwd=SDK, capture_output=True, text=True, check=False
    )
    if "types-requests" in done.stdout:
        pytest.skip("types-requests is not installed")
    assert done.returncode == 0, done.stdout


def test_its_users_get_types(tmp_path):
    pytest.importorskip("mypy", reason="needs the pip package mypy: pip install -r requirements-dev.txt")
    file = tmp_path / "shop.py"
    file.write_text(README.split("```python\n")[1].split("```")[0] + TYPES)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-incremental",
        "--config-file=",
        "--follow-imports=silent",
    ]
    done = subprocess.run(
        [*command, str(file)], env={**os.environ, "MYPYPATH": str(SDK)}, capture_output=True, text=True, check=False
    )
    wrong = [int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line]
    marked = [n for n, line in enumerate(file.read_text().splitlines(), 1) if "# wrong" in line]
    assert wrong == marked, done.stdout


TYPES = """
winnow.on_drop = lambda drop: print(drop.reason, drop.detail)
winnow.send = False
ok: bool = winnow.track("user-42", "Signed Up", anonymous_id="a-1")
winnow.track("user-42", 7)  # wrong
winnow.track("user-42", evnt="Signed Up")  # wrong
winnow.Client("wk", flush_at="many")  # wrong

async def story() -> None:
    async with winnow.AsyncClient("wk") as client:
        await client.identify("user-42", {"plan": "pro"})
        await client.identify("user-42", 7)  # wrong
"""


def test_typed_for_its_users():
    assert (PACKAGE / "py.typed").exists() and "py.typed" in (SDK / "pyproject.toml").read_text()
