"""docs/senders.md names tests and figures: the tests exist, the sizes are those of the built files, every published client has its row."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from tests.clients.catalogue import BROWSER, SCENARIOS, SERVER_SIDE
from tests.clients.table import BEGIN, END, render, write

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


def test_the_table_of_clients_is_of_one_run() -> None:
    """Between its marks stands what the command writes, to the letter, with its date."""
    written = TEXT.split(BEGIN)[1].split(END)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in written.splitlines() if line.startswith("| ")][1:]
    told = dict(zip([client.name for client in (*SERVER_SIDE, *BROWSER)], rows, strict=True))
    results = {(name, scenario): cell for name, row in told.items() for scenario, cell in zip(SCENARIOS, row[1:], strict=True)}
    said, table = written.split("\n\n", 1)
    assert table == render(results)
    assert re.fullmatch(rf"\n20\d\d-\d\d-\d\d, `python -m tests.clients.table --write`: {len(results)} cells in one run of \d+ s\.", said)


def test_the_table_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """One cell without a result: the page stays as it is, and the answer names the cell."""
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    results = {(client.name, scenario): "5 stored once" for client in (*SERVER_SIDE, *BROWSER) for scenario in SCENARIOS}
    for broken in ({**results, ("jitsu-node", "429"): "failed"}, {cell: said for cell, said in results.items() if cell != ("jitsu-node", "429")}):
        assert "1 of 115 cells have no result (jitsu-node, 429)" in write(broken, page, "2026-11-24", 134)
        assert "old" in page.read_text()
    assert write(results, page, "2026-11-24", 134) == ""
    assert page.read_text() == f"before\n{BEGIN}\n2026-11-24, `python -m tests.clients.table --write`: 115 cells in one run of 134 s.\n\n{render(results)}{END}\nafter\n"
