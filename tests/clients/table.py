"""What a run must have given, and the table of all: `python -m tests.clients.table` runs and prints it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from tests.clients.catalogue import BROWSER, SAYS, SCENARIOS, SERVER_SIDE, Client
from tests.clients.running import Run

REQUESTS_AFTER_401 = 3


def judged(client: Client, scenario: str, done: Run) -> str:
    """One word or two on a run; fails where an event is missing, twice, or sent for ever."""
    told = f"{client.name}, {scenario}: exit {done.code} after {done.seconds:.1f} s\n{[(seen.path[:60], seen.fault, seen.status) for seen in done.seen]}\n{done.said[-1500:]}"
    assert done.quiet, f"still sending: {told}"
    if scenario == "bad key":
        assert not done.stored, told
        assert all(seen.status == 401 for seen in done.seen), told
        assert (0 if client.script else 1) <= len(done.seen) <= max(REQUESTS_AFTER_401, len(client.story)), told
        return f"gives up ({len(done.seen)} sent)" if done.seen else "never starts: its settings are refused"
    lost = client.loses.get(scenario, 0)
    wanted = Counter(client.story)
    assert not done.kinds() - wanted, f"stored what was not sent, or twice: {done.kinds() - wanted}\n{told}"
    missing = sum((wanted - done.kinds()).values())
    assert missing == lost, f"{missing} of {len(client.story)} missing: {wanted - done.kinds()}\n{told}"
    assert len({step["messageId"] for step in done.stored}) == len(done.stored), told
    assert all(seen.status in (200, 202, 204) or seen.fault for seen in done.seen), told
    if lost:
        return f"loses {lost}: never sends again"
    again = sum(1 for seen in done.seen if seen.fault)
    return f"{len(done.stored)} stored once" if client.loses or not again else f"{len(done.stored)} stored once, sent again"


def render(results: dict[tuple[str, str], str]) -> str:
    """The table as Markdown."""
    lines = ["| client | " + " | ".join(SCENARIOS) + " |", "|---" * (len(SCENARIOS) + 1) + "|"]
    for client in (*SERVER_SIDE, *BROWSER):
        cells = [results.get((client.name, scenario), "not run") for scenario in SCENARIOS]
        if any(cell != "not run" for cell in cells):
            lines.append(f"| {client.package} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n\n" + "; ".join(f"*{name}*: {says}" for name, says in SAYS.items()) + ".\n"


def main() -> int:
    """Run all published clients and print the table."""
    import pytest

    return pytest.main([str(Path(__file__).parent), "-q"])


if __name__ == "__main__":
    sys.exit(main())
