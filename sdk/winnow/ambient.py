"""Who the code running now is talking about: one context variable, safe across threads and tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any, NamedTuple


class Visitor(NamedTuple):
    """The visitor of the current request: ids and message context that every call inherits."""

    anonymous_id: str | None = None
    user_id: str | int | None = None
    context: Mapping[str, Any] = {}


NOBODY = Visitor()

_current: ContextVar[Visitor] = ContextVar("winnow_visitor", default=NOBODY)


def current_visitor() -> Visitor:
    """The visitor that calls made here and now are about; empty outside of `visitor()` and the middlewares."""
    return _current.get()


@contextmanager
def visitor(
    anonymous_id: str | None = None, user_id: str | int | None = None, context: Mapping[str, Any] | None = None
) -> Iterator[Visitor]:
    """Every call inside is about this visitor, unless it names another. Nested, it adds to the outer one.

    >>> with visitor(anonymous_id="a-1"):
    ...     with visitor(user_id=7):
    ...         current_visitor()
    Visitor(anonymous_id='a-1', user_id=7, context={})
    """
    token = enter(Visitor(anonymous_id, user_id, context or {}))
    try:
        yield _current.get()
    finally:
        leave(token)


def enter(inner: Visitor) -> Token[Visitor]:
    """For frameworks with separate start and end hooks; give the token to `leave`."""
    outer = _current.get()
    return _current.set(
        Visitor(
            inner.anonymous_id or outer.anonymous_id,
            inner.user_id if inner.user_id is not None else outer.user_id,
            {**outer.context, **inner.context},
        )
    )


def leave(token: Token[Visitor]) -> None:
    """Undoes `enter`; where the framework changed contexts in between, forgets the visitor altogether."""
    try:
        _current.reset(token)
    except ValueError:
        # Rather nobody than the previous visitor: another person's request may come next on this thread.
        _current.set(NOBODY)
