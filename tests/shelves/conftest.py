"""What the tests of the wall share: an empty store of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.shelves.walls import STORES
from tests.strategies import SITE


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """An empty store of each kind."""
    made = STORES[request.param](tmp_path, [SITE])
    yield made
    made.close()
