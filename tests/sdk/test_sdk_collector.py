"""End to end: a program with the SDK, in a process of its own, against the real collector."""

from __future__ import annotations

import time

import pytest


@pytest.fixture
def real(request):
    """The suite's running collector; these tests are skipped where the server is not part of the checkout."""
    try:
        return request.getfixturevalue("collector")
    except pytest.FixtureLookupError:
        pytest.skip("there is no `collector` fixture: the server is not part of this checkout")


def eventually(ask, seconds=20.0):
    """The first answer that is not None; the judge works a moment behind the collector."""
    until = time.monotonic() + seconds
    while (answer := ask()) is None:
        assert time.monotonic() < until, "the collector does not show what it acknowledged"
        time.sleep(0.05)
    return answer
