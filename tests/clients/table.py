"""What a run must have given, and the table of all: `python -m tests.clients.table --help`."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path

from tests.clients.catalogue import BROWSER, SAYS, SCENARIOS, SERVER_SIDE, Client
from tests.clients.running import Run
from tests.clients.told import differences, own_ids, plain

REQUESTS_AFTER_401 = 3
GOLDEN = Path(__file__).parent / "golden"
SENDERS = Path(__file__).parents[2] / "docs" / "senders.md"
BEGIN, END = "<!-- written by `python -m tests.clients.table --write`: whole, from one run -->", "<!-- end of what was written -->"
SHOWN = ("content-type", "origin", "user-agent", "x-umami-cache", "posthog-sdk-info", "posthog-request-timestamp")


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
    assert len({event.message for event in done.stored}) == len(done.stored), told
    assert not (wrong := differences(client, done)), f"{wrong}\n{told}"
    assert all(seen.status in (200, 202, 204) or seen.fault for seen in done.seen), told
    if lost:
        return f"loses {lost}: never sends again"
    record(client, scenario, done)
    return f"{len(done.stored)} stored once" + (", sent again" if sent_again(done) else "")


def sent_again(done: Run) -> bool:
    """Whether a message of an ill-treated request was seen in a later one, by its id."""
    first = next((place for place, seen in enumerate(done.seen) if seen.fault), None)
    if first is None:
        return False
    ids = own_ids(done.seen[first])
    return any(name in plain(seen) for seen in done.seen[first + 1 :] for name in ids)


def record(client: Client, scenario: str, done: Run) -> None:
    """Keep the requests of a good run as golden ones, where WINNOW_GOLDEN asks for it."""
    if scenario != "ok" or not os.environ.get("WINNOW_GOLDEN"):
        return
    kept = []
    for seen in done.seen:
        told = {"method": seen.method, "path": seen.path, "headers": {name: value for name, value in seen.headers.items() if name in SHOWN}, "body": plain(seen)}
        kept.append(json.loads(re.sub(r"[ws]k_[0-9a-f]{32,48}", "wk_golden", json.dumps(told)).replace(done.person, "ada")))
    story = sorted(map(list, done.kinds().elements()))
    (GOLDEN / f"{client.name.replace(' ', '-')}.json").write_text(json.dumps({"client": client.package, "story": story, "requests": kept}, indent=1, ensure_ascii=False) + "\n")


def render(results: dict[tuple[str, str], str]) -> str:
    """The table as Markdown."""
    lines = ["| client | " + " | ".join(SCENARIOS) + " |", "|---" * (len(SCENARIOS) + 1) + "|"]
    for client in (*SERVER_SIDE, *BROWSER):
        cells = [results.get((client.name, scenario), "not run") for scenario in SCENARIOS]
        if any(cell != "not run" for cell in cells):
            lines.append(f"| {client.package} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n\n" + "; ".join(f"*{name}*: {says}" for name, says in SAYS.items()) + ".\n"


def write(results: dict[tuple[str, str], str], page: Path, day: str, seconds: int) -> str:
    """Put the table of one run into the page, between its two marks; "" or why not: a cell failed or was not run."""
    wanted = [(client.name, scenario) for client in (*SERVER_SIDE, *BROWSER) for scenario in SCENARIOS]
    if missing := [f"{name}, {scenario}" for name, scenario in wanted if results.get((name, scenario), "failed") == "failed"]:
        return f"{len(missing)} of {len(wanted)} cells have no result ({'; '.join(missing[:5])}). Mend or install these clients, then run the whole table again."
    before, rest = page.read_text().split(BEGIN)
    told = f"{day}, `python -m tests.clients.table --write`: {len(wanted)} cells in one run of {seconds} s.\n\n{render(results)}"
    page.write_text(f"{before}{BEGIN}\n{told}{END}{rest.split(END)[1]}")
    return ""


def main(given: list[str] | None = None) -> int:
    """Run all published clients through all scenarios and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.clients.table", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="also put it into docs/senders.md, with the date; refused unless every cell of this one run has a result")
    asked = parser.parse_args(given)
    import pytest

    began = time.monotonic()
    code = pytest.main([str(Path(__file__).parent), "-q"])
    if not asked.write:
        return code
    from tests.clients.conftest import RESULTS

    wrong = write(RESULTS, SENDERS, time.strftime("%Y-%m-%d"), round(time.monotonic() - began))
    print(wrong or f"written into {SENDERS}")
    return code or bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
