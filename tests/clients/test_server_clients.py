"""The published Python and Node clients of other vendors, unmodified, against the real collector."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.catalogue import SCENARIOS, SERVER_SIDE, Client
from tests.clients.running import Run


@pytest.mark.parametrize("scenario", list(SCENARIOS))
@pytest.mark.parametrize("client", SERVER_SIDE, ids=lambda client: client.name.replace(" ", "-"))
def test_published_client(request: pytest.FixtureRequest, ran: Callable[[Client, str], Run], verdict: Callable, client: Client, scenario: str) -> None:
    """Each event is stored exactly once, in the canonical model; what is refused is not sent for ever."""
    request.getfixturevalue("clients_python" if client.driver.endswith(".py") else "clients_node")
    verdict(client, scenario, ran(client, scenario))
