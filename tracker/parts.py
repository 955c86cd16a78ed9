"""Of which parts a visitor was put together, and how far each part's word reaches.

A part is what hangs together by sure and told links alone. A part is *sure* where a trusted sender named it; every
other one only claims to belong to the visitor. tracker/claims.py decides what claims may do to a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from tracker.identity import CLAIMED, component, ids_of
from tracker.model import Evidence, Known, Trait
from tracker.traits import prevails

Link = tuple[str, str, int]  # two nodes and the word for their link


def parts_of(nodes: Iterable[str], links: Iterable[Link], own: Iterable[str]) -> list[tuple[tuple[str, ...], bool]]:
    """The parts of a visitor as (nodes in order, whether sure). ``own`` are its nodes with events of their own."""
    nodes, own, named = set(nodes), set(own), set()
    near: dict[str, set[str]] = {node: set() for node in nodes}
    for one, other, word in links:
        if word != CLAIMED or other == "d:" + ids_of(one)[0]:
            near[one].add(other)
            near[other].add(one)
        named |= {one, other} if word != CLAIMED else set()
    named |= {node for node in own if node[0] == "a"}
    doors, found, waiting = {node: frozenset(others) for node, others in near.items()}, [], nodes
    while waiting:
        part = component(next(iter(waiting)), doors.__getitem__)
        waiting -= part
        if not own.isdisjoint(part):
            found.append((tuple(sorted(part)), not named.isdisjoint(part)))
    return sorted(found)


def together(parts: Iterable[Known]) -> Known:
    """Several parts as one body; evidence adds up, and of what was said the stronger word prevails."""
    parts = sorted(parts, key=lambda part: part.nodes)
    evidence, traits = Evidence(), dict[str, Trait]()
    for part in parts:
        evidence += part.evidence
        traits |= {name: trait for name, trait in part.traits.items() if prevails(trait, traits.get(name))}
    return msgspec.structs.replace(
        parts[0], nodes=tuple(sorted(node for part in parts for node in part.nodes)), evidence=evidence, traits=traits,
        events=sum(part.events for part in parts), first_seen=min(part.first_seen for part in parts), last_seen=max(part.last_seen for part in parts),
        sure=any(part.sure for part in parts),
    )  # fmt: skip


def put_together(nodes: Iterable[str], links: Iterable[Link], own: Iterable[str], read: Callable[[tuple[str, ...]], Known]) -> Known:
    """A visitor with its parts, where there are several; ``read(nodes)`` reads a body off the wall."""
    nodes = tuple(sorted(nodes))
    told = parts_of(nodes, links, own) if len(nodes) > 1 else []
    if len(told) < 2:
        return read(nodes)
    parts = tuple(msgspec.structs.replace(read(part), sure=sure) for part, sure in told)
    return msgspec.structs.replace(together(parts), nodes=nodes, parts=parts, sure=False)


def as_it_was(known: Known, at: int) -> Known | None:
    """What was known of somebody at ``at`` (evidence to the end of that day); None before the first event.

    Of a trait only the latest value is kept: one that changed since is left out, not guessed.
    """
    if known.first_seen > at:
        return None
    parts = tuple(part for part in (as_it_was(part, at) for part in known.parts) if part)
    return msgspec.structs.replace(
        known,
        evidence=Evidence(marks={key: mark for key, mark in known.evidence.marks.items() if mark.first <= at}),
        traits={name: trait for name, trait in known.traits.items() if trait.at <= at},
        dispositions=tuple(told for told in known.dispositions if told["at"] <= at),
        last_seen=min(known.last_seen, at),
        parts=parts if len(parts) > 1 else (),
    )
