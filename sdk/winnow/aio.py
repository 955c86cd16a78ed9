"""The same client for asyncio: no call blocks the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from .client import Client
from .ledger import Counters

if TYPE_CHECKING:
    from typing import Self

P = ParamSpec("P")


def _awaitable(
    method: Callable[Concatenate[Client, P], bool],
) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, bool]]:
    async def call(self: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> bool:
        if self._blocking:  # to_thread copies the context, so a middleware's visitor is known there too
            return await asyncio.to_thread(method, self._client, *args, **kwargs)
        return method(self._client, *args, **kwargs)

    call.__name__, call.__doc__ = method.__name__, method.__doc__
    return call


class AsyncClient:
    """`Client` with awaitable calls; takes the same options.

    Queueing takes microseconds and happens at once; only flush and shutdown wait, in a thread of their own.

    >>> async def main():                                        # doctest: +SKIP
    ...     async with AsyncClient("wk_...", host=HOST) as client:
    ...         await client.track("user-42", "Signed Up")
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self._client = Client(*args, **options)
        self._blocking = bool(options.get("sync", options.get("sync_mode", False)))

    identify = _awaitable(Client.identify)
    track = _awaitable(Client.track)
    page = _awaitable(Client.page)
    screen = _awaitable(Client.screen)
    group = _awaitable(Client.group)
    alias = _awaitable(Client.alias)

    async def flush(self, timeout: float = 10.0) -> bool:
        """As `Client.flush`."""
        return await asyncio.to_thread(self._client.flush, timeout)

    async def shutdown(self) -> None:
        """As `Client.shutdown`."""
        await asyncio.to_thread(self._client.shutdown)

    async def join(self) -> None:
        """The same as `shutdown`."""
        await self.shutdown()

    @property
    def counters(self) -> Counters:
        """As `Client.counters`."""
        return self._client.counters

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.shutdown()
