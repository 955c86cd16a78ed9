"""Stores of every kind, what is told to them, and the rows they answer with: for all tests of the wall."""

from __future__ import annotations

from typing import Any

from tests.strategies import NOW, WORLD, entry
from tracker import shelf
from tracker.judge import judge_touched
from tracker.model import Site
from tracker.rereading import reread_next
from tracker.rulebook import load
from tracker.wire import Ask

# Every file of the shelf: a new store has nothing to register here.
STORES = {name: module.new for name, module in shelf.load("tracker.stores").items()}


def page(device: str, message: str, path: str = "/", **more: Any) -> dict:
    """A page view."""
    return {"type": "page", "anonymousId": device, "messageId": message, "timestamp": NOW, "properties": {"path": path, "url": f"https://shop.test{path}"}, **more}


def judged(store: Any) -> dict[str, Any]:
    """All rows of all lists after judging everybody, by visitor; nobody stands twice."""
    while judge_touched(store, lambda work: work(), load(), NOW):
        pass
    rows = [row for place in ("lead", "review", "excluded") for row in store.slice(Ask(site="shop", place=place, limit=10_000)).rows]
    assert len({row.visitor for row in rows}) == len(rows) == sum(store.counts("shop").values())
    return {row.visitor: row for row in rows}


def said(kind: str, message: str, device: str = "", user: str = "", **more: Any) -> dict:
    """A message of any kind."""
    ids = {"anonymousId": device or None, "userId": user or None}
    return {"type": kind, "messageId": message, "timestamp": NOW, **ids, **more}


def public(*messages: dict) -> list[Any]:
    """What anybody can send with the key of the page."""
    return [entry(message, trusted=False) for message in messages]


def trusted(*messages: dict) -> list[Any]:
    """What the owner's back end says."""
    return [entry(message) for message in messages]


def row_of(store: Any, identity: str) -> Any:
    """The list row of whoever has this id."""
    return judged(store)[store.resolve("shop", identity)]


def reread_all(store: Any, commit: Any, sites: dict[str, Site]) -> int:
    """Read all events of all these sites again, now; how many."""
    for name in sites:
        commit(lambda name=name: store.ask_reread(name, 0))
    total = 0
    while (done := reread_next(store, commit, sites, load(), WORLD, 0)) is not None:
        total += done
    return total
