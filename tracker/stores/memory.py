"""The wall in memory: gone with the process. For `evaluate`, dry runs and tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tracker.identity import TOLD, account_key, component, device_key, links_of, opens, owner_of, public_id
from tracker.model import PLACES, Entry, Event, Evidence, Judged, Known, Site, Trait
from tracker.parts import put_together
from tracker.traits import prevails
from tracker.wall.at_once import AtOnce
from tracker.wire import Ask, Key, Slice

T = TypeVar("T")


def new(folder: Path, sites: Iterable[Site]) -> MemoryStore:
    """An empty store that knows these sites; the folder is not used."""
    return MemoryStore(sites)


class MemoryStore(AtOnce):
    """Keeps sites given to it, events, evidence and verdicts in dictionaries. Not for threads."""

    Poison = (Exception,)  # memory is always there, so whatever goes wrong is an event's own fault

    def __init__(self, sites: Iterable[Site] = ()) -> None:
        self._sites = {site.name: site for site in sites}
        self._messages: set[tuple[str, str, bool]] = set()
        self._events: list[tuple[str, str, Event]] = []
        self._nodes: dict[tuple[str, str], list[Event]] = {}
        self._evidence: dict[tuple[str, str], Evidence] = {}
        self._traits: dict[tuple[str, str], dict[str, Trait]] = {}
        self._links: dict[tuple[str, str], dict[str, int]] = {}
        self._merges: dict[int, tuple[str, str, str, str, int]] = {}
        self._merged = 0
        self._cut: set[tuple[str, str]] = set()
        self._rereads: dict[str, int] = {}
        self._touched: dict[tuple[str, str], int] = {}
        self._rows: dict[tuple[str, str], Judged] = {}
        self._dispositions: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def transact(self, work: Callable[[], T]) -> T:
        """Run ``work``."""
        return work()

    def record(self, entries: Iterable[Entry]) -> list[bool]:
        """Keep each event once and add its evidence; True for each repeated one."""
        return [self._repeated(entry) for entry in entries]

    def record_apart(self, entries: Iterable[Entry]) -> list[bool | Exception]:
        """The same, with the fault of an event that cannot be kept at its place."""

        def one(entry: Entry) -> bool | Exception:
            try:
                return self._repeated(entry)
            except self.Poison as fault:
                return fault

        return [one(entry) for entry in entries]

    def _repeated(self, entry: Entry) -> bool:
        event, site = entry.event, entry.site
        if site not in self._sites:
            raise KeyError(f"there is no site {site!r}")
        if (site, event.message, event.trusted) in self._messages:
            return True
        self._messages.add((site, event.message, event.trusted))
        owner = owner_of(event.device, event.account, event.trusted)
        bare = Event(**{field: getattr(event, field) for field in event.__struct_fields__ if field != "facts"})
        self._events.append((site, owner, bare))
        self._nodes.setdefault((site, owner), []).append(bare)
        self._add(site, owner, entry)
        for a, b, word in links_of(entry):
            self._link(site, a, b, word)
        self._touch(site, owner)
        return False

    def _add(self, site: str, owner: str, entry: Entry) -> None:
        self._evidence[site, owner] = self._evidence.get((site, owner), Evidence()) + entry.evidence
        kept = self._traits.setdefault((site, owner), {})
        for trait in entry.traits:
            if prevails(trait, kept.get(trait.name)):
                kept[trait.name] = trait

    def _link(self, site: str, a: str, b: str, word: int) -> None:
        if self._links.get((site, a), {}).get(b, -1) >= word:
            return
        with self._regrouping(site, a, b):
            for one, other in ((a, b), (b, a)):
                self._nodes.setdefault((site, one), [])
                self._links.setdefault((site, one), {})[other] = word

    @contextmanager
    def _regrouping(self, site: str, *keys: str) -> Iterator[None]:
        """Around a change of links: the rows of former visitors go, whoever hung together is judged again."""
        before = self._groups(site, keys)
        for group in before:
            former = site, self._smallest(site, group)
            self._rows.pop(former, None)
            self._touched.pop(former, None)
        yield
        for group in self._groups(site, {*keys, *(member for former in before for member in former)}):
            if any(self._nodes.get((site, member)) for member in group):
                self._touch(site, next(iter(group)))

    def _groups(self, site: str, keys: Iterable[str]) -> set[frozenset[str]]:
        """The visitors to whom these nodes belong, each walked once."""
        found: set[frozenset[str]] = set()
        waiting = set(keys)
        while waiting:
            found.add(group := self._members(site, waiting.pop()))
            waiting -= group
        return found

    def _near(self, site: str, key: str) -> list[tuple[str, int]]:
        told = [(b if key == a else a, TOLD) for name, a, b, _, _ in self._merges.values() if name == site and key in (a, b)]
        return [*self._links.get((site, key), {}).items(), *told]

    def _members(self, site: str, key: str) -> frozenset[str]:
        return component(key, lambda node: frozenset() if (site, node) in self._cut else opens(node, self._near(site, node)))

    def _public(self, site: str, key: str) -> str:
        return self._smallest(site, self._members(site, key))

    def _smallest(self, site: str, group: Iterable[str]) -> str:
        return min(public_id(site, member) for member in group)

    def _touch(self, site: str, key: str) -> None:
        visitor = self._public(site, key)
        self._touched[site, visitor] = self._touched.get((site, visitor), 0) + 1

    def touched(self, limit: int) -> list[tuple[Any, int, str, str]]:
        """Whom to judge again: (number, times touched, site, visitor id)."""
        return [((site, visitor), times, site, visitor) for (site, visitor), times in list(self._touched.items())[:limit]]

    def settle(self, judged: Iterable[tuple[Any, int, Judged | None]]) -> None:
        """Replace the list rows of visitors."""
        for visitor, times, row in judged:
            if row:
                self._rows[visitor] = row
            if self._touched.get(visitor) == times:
                del self._touched[visitor]

    def cut(self, site: str, key: str, cut: bool) -> None:
        """Take a node out of its visitor, or put it back."""
        with self._regrouping(site, key, *(other for other, _ in self._near(site, key))):
            (self._cut.add if cut else self._cut.discard)((site, key))

    def join(self, site: str, one: str, other: str, author: str, at: int) -> int:
        """Say that two visitors, told by any id, are one: the number of the merge; 0 where it would join nothing."""
        a, b = self._anchor(site, one), self._anchor(site, other)
        if not a or not b or a == b:
            return 0
        with self._regrouping(site, a, b):
            self._merged += 1
            self._merges[self._merged] = site, a, b, author, at
        return self._merged

    def _anchor(self, site: str, identity: str) -> str:
        named = self._named(site, identity)
        nodes = sorted(self._members(site, named), key=lambda key: (key != named, key)) if named else []
        return next((key for key in nodes if (site, key) not in self._cut and "" in opens(key, [*self._near(site, key), ("", TOLD)])), "")

    def disjoin(self, site: str, merge: int) -> bool:
        """Take one merge back; False where there is none of that number."""
        told = self._merges.get(merge)
        if not told or told[0] != site:
            return False
        with self._regrouping(site, *told[1:3]):
            del self._merges[merge]
        return True

    def merges(self, site: str, visitor: str) -> list[dict[str, Any]]:
        """The merges that people told of a visitor."""
        nodes = self._of(site, visitor)
        found = [(merge, *told) for merge, told in self._merges.items() if told[0] == site and not nodes.isdisjoint(told[1:3])]
        return [{"merge": merge, "nodes": [a, b], "author": author, "at": at} for merge, _, a, b, author, at in found]

    def dispose(self, site: str, visitor: str, told: dict[str, Any]) -> None:
        """Keep what sales found out about a visitor."""
        own = [key for key in self._of(site, visitor) if self._nodes.get((site, key))]
        anchor = min(own, key=lambda key: ("aud".index(key[0]), min(event.at for event in self._nodes[site, key]), key))
        self._dispositions.setdefault((site, anchor), []).append(told)
        self._touch(site, anchor)

    def sites(self) -> dict[str, Site]:
        """All sites by name."""
        return dict(self._sites)

    def keys(self) -> dict[str, Key]:
        """No keys: nobody reaches this store from outside."""
        return {}

    def resolve(self, site: str, identity: str) -> str | None:
        """The visitor's id for any id of theirs."""
        key = self._named(site, identity)
        if not key:
            return None
        seen, near = {key}, [key]
        while near:
            lively = [self._smallest(site, group) for group in self._groups(site, near) if any(self._nodes.get((site, member)) for member in group)]
            if lively:
                return min(lively)
            near = {other for node in near for other, _ in self._near(site, node)} - seen
            seen |= near
        return self._public(site, key)

    def _named(self, site: str, identity: str) -> str:
        keys = [self.node(site, identity), account_key(identity), device_key(identity)]
        return next((key for key in keys if (site, key) in self._nodes), "")

    def node(self, site: str, public: str) -> str:
        """The key of the node with this public id; "" for none."""
        return next((key for name, key in self._nodes if name == site and public_id(site, key) == public), "")

    def _of(self, site: str, visitor: str) -> frozenset[str]:
        """The nodes of the visitor with this id."""
        node = self.node(site, visitor)
        return self._members(site, node) if node else frozenset()

    def known(self, site: str, visitor: str) -> Known | None:
        """All that is known about a visitor, merged over its nodes; None if there is no such visitor."""
        nodes = self._of(site, visitor)
        if not nodes or self._public(site, next(iter(nodes))) != visitor:
            return None
        links = [(a, b, word) for a in nodes for b, word in self._near(site, a) if b in nodes]
        found = put_together(nodes, links, [node for node in nodes if self._nodes.get((site, node))], lambda part: self._body(site, visitor, part))
        said = [told for node in found.nodes for told in self._dispositions.get((site, node), ())]
        return msgspec.structs.replace(found, dispositions=tuple(sorted(said, key=lambda told: told["at"])))

    def _body(self, site: str, visitor: str, nodes: tuple[str, ...]) -> Known:
        evidence, traits, events = Evidence(), {}, []
        for node in nodes:
            evidence += self._evidence.get((site, node), Evidence())
            events += self._nodes.get((site, node), [])
            for trait in self._traits.get((site, node), {}).values():
                if prevails(trait, traits.get(trait.name)):
                    traits[trait.name] = trait
        return Known(
            site=site, visitor=visitor, nodes=nodes, evidence=evidence, traits=traits, events=len(events),
            first_seen=min((event.at for event in events), default=0), last_seen=max((event.at for event in events), default=0),
        )  # fmt: skip

    def events(self, site: str, visitor: str, limit: int, before: int | None = None) -> list[Event]:
        """A visitor's latest events, newest first."""
        known = self.known(site, visitor)
        found = [event for node in (known.nodes if known else ()) for event in self._nodes.get((site, node), [])]
        found = [event for event in found if before is None or event.at < before]
        return sorted(found, key=lambda event: -event.at)[:limit]

    def scan(self, size: int = 1000) -> Iterator[list[tuple[Any, str, Event]]]:
        """Every kept event as (node, site, event), oldest record first, in batches."""
        for start in range(0, len(self._events), size):
            yield [((site, owner), site, event) for site, owner, event in self._events[start : start + size]]

    def slice(self, ask: Ask) -> Slice:
        """One page of a list (of the filters only the class is known here)."""
        rows = [row for row in self._rows.values() if row.site == ask.site and row.place == ask.place]
        rows = [row for row in rows if not ask.class_ or row.row["class"] in ask.class_]
        rows.sort(key=lambda row: (-row.rank, row.visitor))
        rest = [row for row in rows if not ask.after or (-row.rank, row.visitor) > (-ask.after[0], ask.after[1])]
        page = rest[: ask.limit]
        more = (page[-1].rank, page[-1].visitor) if len(rest) > ask.limit else None
        return Slice(rows=tuple(page), next=more, total=len(rows), counts=self.counts(ask.site))

    def counts(self, site: str) -> dict[str, int]:
        """How many visitors each place holds."""
        return {place: sum(1 for row in self._rows.values() if row.site == site and row.place == place) for place in PLACES}

    def total_events(self, site: str | None = None) -> int:
        """How many events are kept."""
        return sum(1 for name, _, _ in self._events if site in (None, name))

    def backup(self, target: Path) -> None:
        """There is nothing that could be kept."""
        raise OSError("a store in memory cannot be backed up; use the SQLite store")

    def close(self) -> None:
        """Nothing to close."""
