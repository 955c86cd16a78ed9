"""The same client for asyncio: no call blocks the event loop."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any

from .client import Client
from .ledger import Counters


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

    async def identify(self, *args: Any, **kwargs: Any) -> bool:
        return await self._call("identify", args, kwargs)

    async def track(self, *args: Any, **kwargs: Any) -> bool:
        return await self._call("track", args, kwargs)

    async def page(self, *args: Any, **kwargs: Any) -> bool:
        return await self._call("page", args, kwargs)

    async def screen(self, *args: Any, **kwargs: Any) -> bool:
        return await self._call("screen", args, kwargs)

    async def group(self, *args: Any, **kwargs: Any) -> bool:
        return await self._call("group", args, kwargs)

    async def alias(self, *args: Any, **kwargs: Any) -> bool:
        return await self._call("alias", args, kwargs)

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

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.shutdown()

    async def _call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        call = getattr(self._client, name)
        # to_thread copies the context, so a middleware's visitor is known there too.
        return bool(await asyncio.to_thread(call, *args, **kwargs) if self._blocking else call(*args, **kwargs))
