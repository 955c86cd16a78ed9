"""Reading events again in the store that is in memory: all nodes of a site in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tracker.model import Entry, Event, Evidence
from tracker.wall.renewing import Found, Portion, Reread


class AtOnce:
    """A part of MemoryStore: it uses the store's dictionaries."""

    def ask_reread(self, site: str, due: int) -> None:
        """Have a site's events read again, not before ``due`` (ms)."""
        self._rereads[site] = due

    def reread(self, now: int) -> Reread | None:
        """The reading again that is due."""
        return next((Reread(site=site, run=0, after=0) for site, due in self._rereads.items() if due <= now), None)

    def portion(self, reread: Reread, size: int) -> Portion:
        """All nodes of the site."""
        return Portion(upto=None, seq=len(self._events), events={node: len(events) for node, events in self._nodes.items() if node[0] == reread.site})

    def replay(self, reread: Reread, portion: Portion) -> Iterator[list[tuple[Any, str, Event]]]:
        """The events of a portion."""
        yield [row for batch in self.scan() for row in batch if row[0] in portion.events]

    def renew(self, reread: Reread, portion: Portion, found: Found, weigh: Callable[[Event], Entry]) -> bool:
        """Make evidence, traits and links what was found."""
        name = reread.site
        found.add([((site, owner), weigh(event)) for site, owner, event in self._events[portion.seq :] if site == name])
        nodes = [node for node in self._nodes if node[0] == name]
        for node in nodes:
            self._evidence[node] = Evidence(marks={key[1:]: mark for key, mark in found.evidence.items() if key[0] == node})
            self._traits[node] = dict(found.traits.get(node, {}))
        with self._regrouping(name, *(key for _, key in nodes)):
            if not self._sites[name].retention_days:
                self._links = {node: near for node, near in self._links.items() if node[0] != name}
            for a, b, word in sorted(found.links):
                for one, other in ((a, b), (b, a)):
                    self._nodes.setdefault((name, one), [])
                    near = self._links.setdefault((name, one), {})
                    near[other] = max(word, near.get(other, 0))
        del self._rereads[name]
        return True
