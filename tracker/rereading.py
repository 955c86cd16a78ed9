"""Read the kept events again by today's rules, portion by portion, while collecting goes on (rebuild).

Whoever asks only writes down that a site is to be read again; so a rebuild outlives the process that began it.
It is done by whoever comes first: a command that shows a bar, or the judge while nobody waits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from tracker.model import Entry, Event, Site, World
from tracker.pipeline import entry_of, rebuild
from tracker.rulebook import Rulebook
from tracker.wall.renewing import Found

PORTION, SMALL = 4000, 1000  # events read in one step: by a command that waits for it, and beside live visitors
# What of a profile is read off each event; everything else of it counts when a visitor is judged.
READ = ("domain", "languages", "market", "own_domains", "own_networks", "competitor_domains", "sections")
SPARE_MS = 2000  # beyond the time that a delivery may wait for the disk
WHENEVER = 2**62
_ONE = threading.Lock()  # two at once would do the same portion twice


def reread_next(store: Any, commit: Callable[[Callable[[], Any]], Any], sites: dict[str, Site], rulebook: Rulebook, world: World, now: int, size: int = PORTION) -> int | None:
    """Read the next portion again; how many events it had, None where nothing is due at ``now`` (ms).

    Only the last part runs on the writing thread (``commit(work)``), and touches only rows that differ.
    """
    with _ONE:
        reread = store.reread(now)
        if reread is None:
            return None
        site = sites[reread.site]

        def weigh(event: Event) -> Entry:
            return entry_of(event, site, rulebook, world)

        part = store.portion(reread, size)
        found = Found(rebuild(store.replay(reread, part), sites, rulebook, world))
        return found.events.total() if commit(lambda: store.renew(reread, part, found, weigh)) else 0


def soon(collector: Any, before: Site) -> bool:
    """Where a site's profile now reads events otherwise than ``before``: have its events read again; whether it does.

    It waits until deliveries that were weighed by the former profile are kept or refused.
    """
    site = collector.sites[before.name]
    if all(getattr(site, field) == getattr(before, field) for field in READ):
        return False
    due = collector.now() + 1000 * collector.settings["stored_seconds"] + SPARE_MS
    collector.writer.do(lambda: collector.store.ask_reread(site.name, due))
    return True
