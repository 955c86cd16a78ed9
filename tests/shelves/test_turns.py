"""Who is judged next: nobody waits for ever behind those who are always there."""

from __future__ import annotations

from pathlib import Path

from tests.shelves.walls import STORES, page
from tests.strategies import SITE, entry


def test_busy_visitors_starve_nobody(tmp_path: Path) -> None:
    """Those in front are touched again whenever they were judged; everybody's turn comes all the same."""
    store = STORES["sqlite"](tmp_path, [SITE])
    store.record([entry(page(f"d{number}", f"m{number}")) for number in range(5)])
    rounds = []
    for number in range(3):
        waiting = store.touched(2)
        rounds.append([row[0] for row in waiting])
        store.record([entry(page(f"d{device}", f"again{number}-{device}")) for device in (0, 1)])
        store.settle([(visitor, times, None) for visitor, times, _, _ in waiting])
    assert [2, 2, 2] == [len(found) for found in rounds] and 5 == len({visitor for found in rounds for visitor in found})
    store.close()
