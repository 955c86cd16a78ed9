"""The documents cannot lie: the reference is what the rows say, and what the README shows works."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from tracker import docs

ROOT = Path(__file__).resolve().parent.parent


def test_the_reference_is_up_to_date() -> None:
    """docs/reference is what `winnow docs` prints today."""
    written = {page.name: page.read_text() for page in docs.FOLDER.glob("*.md")}
    for name, text in docs.printed().items():
        changed = [line for line in difflib.unified_diff(written.get(name, "").splitlines(), text.splitlines(), lineterm="", n=0)][:12]  # noqa: C416
        assert not changed, f"docs/reference/{name}: run `.venv/bin/winnow docs` and commit what it writes"


def test_links_lead_somewhere() -> None:
    """Every relative link in README and docs names a file that is there."""
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "sdk/README.md", ROOT / "js/README.md"]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}, which is not there"


def test_decisions_are_short() -> None:
    """A decision is told in about ten lines."""
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        assert len([line for line in page.read_text().splitlines() if line.strip()]) <= 16, page.name
