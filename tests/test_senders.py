"""docs/senders.md names tests and figures: the tests exist, the sizes are those of the built files, every published client has its row."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from tests.clients.catalogue import BROWSER, SCENARIOS, SERVER_SIDE

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "senders.md").read_text()


def test_the_named_tests_exist() -> None:
    """Each `tests/...py::test_...` is a function of that file; each row of promises names at least one."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
    assert len(set(named)) > 60
    for file, test in sorted(set(named)):
        found = {node.name for node in ast.parse((ROOT / file).read_text()).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert test in found, f"docs/senders.md names {file}::{test}, which is not there. Name the test that shows it now, or take the promise back."
    for table in re.findall(r"^\| .*shown by \|\n\|[-|]+\n((?:\|.*\n)+)", TEXT, re.MULTILINE):
        untested = [row[:80] for row in table.splitlines() if "::test_" not in row]
        assert not untested, f"docs/senders.md promises without a test: {untested}"


def test_the_sizes_are_measured() -> None:
    """As the manifest of the built files says."""
    files = json.loads((ROOT / "tracker" / "snippet" / "manifest.json").read_text())["files"]
    for name, said in files.items():
        assert f"| `{name}` | {said['bytes']:,} | {said['gzip']:,} |" in TEXT, f"docs/senders.md: write {said['bytes']:,} and {said['gzip']:,} for {name}"


def test_every_published_client_has_its_row() -> None:
    """With a cell for each scenario, none of them a failure."""
    for client in (*SERVER_SIDE, *BROWSER):
        [row] = [line for line in TEXT.splitlines() if line.startswith(f"| {client.package} |")]
        cells = [cell.strip() for cell in row.strip("|").split("|")[1:]]
        assert len(cells) == len(SCENARIOS) and not {"failed", "not run", ""} & set(cells), row
