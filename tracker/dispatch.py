"""Which signals need to be asked about an event at all: found out by asking them about nothing.

Two hundred signals cost 90 microseconds an event when all are asked, and most of them only look
whether some fact is there ("careers" in sections, action == "applied"). So each is asked once, at
start-up, about an event of each kind whose facts are spies: they answer no to every question and
note it down. A signal is a pure function; about a real event to whose facts all noted questions are
answered no as well, it takes the same path and says nothing. Only the others are asked. One that looks
at anything else (page, name, site) is always asked. tests/rooms/test_dispatch.py holds this to its word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Asker = tuple[str, Callable[..., Any]]
ANY = object()  # stands for "the fact is there, whatever it is"


class _LookedElsewhere(Exception):
    """The signal looked at something else than kind and facts: it has to be asked always."""


class _Spy:
    """The value of a fact that answers no to everything, and notes what was asked."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, fact: str, asked: set) -> None:
        self._note = lambda how, what: asked.add((fact, how, what))

    def __eq__(self, other: object) -> bool:
        self._note("is", other) if isinstance(other, (str, int)) else self._note("any", ANY)
        return False

    def __contains__(self, item: object) -> bool:
        self._note("has", item) if isinstance(item, str) else self._note("any", ANY)
        return False

    def get(self, item: object, default: Any = None) -> Any:
        """As a dictionary's ``get``: nothing is there."""
        self.__contains__(item)
        return default

    def __bool__(self) -> bool:
        self._note("any", ANY)
        return False

    def __iter__(self) -> Iterator[Any]:
        self._note("any", ANY)
        return iter(())

    def __len__(self) -> int:
        self._note("any", ANY)
        return 0

    def __getattr__(self, name: str) -> Any:
        raise _LookedElsewhere(name)


class _SpyFacts:
    """The facts of an event, all of them spies."""

    def __init__(self, asked: set) -> None:
        self.asked = asked

    def get(self, fact: str, default: Any = None) -> _Spy:
        """A spy, whatever the default: a default is as falsy as a spy in all that signals ask."""
        if default:
            raise _LookedElsewhere(fact)
        return _Spy(fact, self.asked)

    def __contains__(self, fact: str) -> bool:
        self.asked.add((fact, "any", ANY))
        return False

    def __getattr__(self, name: str) -> Any:
        raise _LookedElsewhere(name)


class _SpyEvent:
    """An event of which only kind and facts may be looked at."""

    def __init__(self, kind: str, facts: _SpyFacts) -> None:
        self.kind, self.facts = kind, facts

    def __getattr__(self, name: str) -> Any:
        raise _LookedElsewhere(name)


class _Nothing:
    """A site of which nothing may be looked at."""

    def __getattr__(self, name: str) -> Any:
        raise _LookedElsewhere(name)


def _questions(when: Callable[..., Any], kind: str) -> set | None:
    """What a signal asks of the facts before it says nothing; None where it must always be asked."""
    asked: set = set()
    try:
        said = when(_SpyEvent(kind, _SpyFacts(asked)), _Nothing())
    except Exception:  # whatever goes wrong with spies, a real event will tell
        return None
    if isinstance(said, _Spy):
        bool(said)  # it answers with the fact itself: what counts is whether that is there
    return None if said else asked


class Dispatch:
    """For each kind of event: who is always asked, and who only where a fact answers a question of theirs."""

    def __init__(self, askers: Iterable[Asker], kinds: Iterable[str]) -> None:
        self.tables = {kind: _table(tuple(askers), kind) for kind in kinds}

    def askers(self, kind: str, facts: Mapping[str, Any]) -> set[Asker]:
        """Those who may have something to say about an event of this kind with these facts."""
        always, equal, having, present = self.tables[kind]
        found = set(always)
        for fact, value in facts.items():
            if fact in present:
                found.update(present[fact])
            if fact in equal and isinstance(value, (str, int)):
                found.update(equal[fact].get(value, ()))
            if fact in having:
                found.update(*_having(having[fact], value))
        return found


def _having(members: dict[str, set[Asker]], value: Any) -> Iterable[set[Asker]]:
    """The askers of those members that a value has; a text may have any of them inside."""
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return [members[item] for item in value if isinstance(item, str) and item in members]
    return members.values()


def _table(askers: tuple[Asker, ...], kind: str) -> tuple[set, dict, dict, dict]:
    always: set[Asker] = set()
    equal: dict[str, dict[Any, set[Asker]]] = {}
    having: dict[str, dict[str, set[Asker]]] = {}
    present: dict[str, set[Asker]] = {}
    for asker in askers:
        questions = _questions(asker[1], kind)
        if questions is None:
            always.add(asker)
            continue
        for fact, how, what in questions:
            if how == "any":
                present.setdefault(fact, set()).add(asker)
            else:
                {"is": equal, "has": having}[how].setdefault(fact, {}).setdefault(what, set()).add(asker)
    return always, equal, having, present
