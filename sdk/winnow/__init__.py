"""Winnow's Python SDK. `import winnow as analytics` replaces Segment's client without another change.

    import winnow

    winnow.write_key = "wk_..."
    winnow.host = "https://winnow.example.com"
    winnow.identify("user-42", {"email": "jo@example.com"})

Nothing here slows your program down or raises into it: calls queue, a thread sends.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from .ambient import Visitor, current_visitor, visitor
from .client import Client
from .ledger import REASONS, Counters, DeliveryError, Drop
from .log import log, swallow
from .options import DEFAULT_HOST, SEGMENT_NAMES
from .snippet import winnow_snippet
from .transports import Answer, RecordingTransport, RequestsTransport, Transport
from .version import VERSION

if TYPE_CHECKING:
    from .aio import AsyncClient

__version__ = VERSION
__all__ = [
    "REASONS", "VERSION", "Answer", "AsyncClient", "Client", "Counters", "DeliveryError", "Drop",
    "RecordingTransport", "RequestsTransport", "Transport", "Visitor", "alias", "current_visitor", "flush",
    "group", "identify", "join", "page", "screen", "shutdown", "track", "visitor", "winnow_snippet",
]  # fmt: skip

# Settings of the default client: set them before the first call. Unset ones have Client's own defaults.
write_key: str
host: str
debug: bool
flush_at: int
flush_interval: float
max_queue: int
gzip: bool
timeout: float
max_retries: int
on_error: Callable[[DeliveryError, list[dict[str, Any]]], object] | None
on_drop: Callable[[Drop], object] | None
before_send: Callable[[dict[str, Any]], dict[str, Any] | None] | None
sync: bool
enabled: bool
transport: Transport | None
spool: str | os.PathLike[str] | None
shutdown_timeout: float
send: bool
sync_mode: bool
max_queue_size: int
upload_size: int
upload_interval: float

P = ParamSpec("P")

default_client: Client | None = None
_DEFAULTS: dict[str, Any] = {"host": DEFAULT_HOST, "debug": False, **(Client.__init__.__kwdefaults__ or {})}
_SETTINGS = {"write_key", *_DEFAULTS, *SEGMENT_NAMES}


def _of_default(method: Callable[Concatenate[Client, P], bool]) -> Callable[P, bool]:
    """The method as a function of the default client, with the same arguments and types."""

    def call(*args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            client = default_client or _make()
        except (ValueError, TypeError) as error:
            log.error("%s() not sent: %s", method.__name__, error)
            return False
        try:
            return method(client, *args, **kwargs)
        except TypeError as error:  # too many arguments, or one of an unknown name
            swallow(f"calling {method.__name__}", error)
            return False

    call.__name__, call.__doc__ = method.__name__, method.__doc__
    return call


identify = _of_default(Client.identify)
track = _of_default(Client.track)
page = _of_default(Client.page)
screen = _of_default(Client.screen)
group = _of_default(Client.group)
alias = _of_default(Client.alias)


def flush(timeout: float = 10.0) -> bool:
    """`Client.flush` of the default client; True if there is none yet."""
    return default_client.flush(timeout) if default_client is not None else True


def shutdown() -> None:
    """`Client.shutdown` of the default client."""
    if default_client is not None:
        default_client.shutdown()


def join() -> None:
    """The same as `shutdown`, under Segment's other name."""
    shutdown()


def _make() -> Client:
    # No lock, which a fork might leave locked for ever: two first calls at once make two clients, and both deliver.
    global default_client
    given = {name: value for name, value in globals().items() if name in _SETTINGS}
    if "write_key" not in given:
        raise ValueError("winnow.write_key is not set: set it before the first call")
    default_client = Client(**given)
    return default_client


def __getattr__(name: str) -> Any:
    if name == "AsyncClient":
        from .aio import AsyncClient  # asyncio costs 60 ms, and few need it

        return AsyncClient
    if name in SEGMENT_NAMES:
        return _DEFAULTS[SEGMENT_NAMES[name]]
    if name in _DEFAULTS:
        return _DEFAULTS[name]
    if name == "write_key":
        return None
    raise AttributeError(f"module 'winnow' has no attribute {name!r}")
