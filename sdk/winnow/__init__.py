"""Winnow's Python SDK. `import winnow as analytics` replaces Segment's client without another change.

    import winnow

    winnow.write_key = "wk_..."
    winnow.host = "https://winnow.example.com"
    winnow.identify("user-42", {"email": "jo@example.com"})

Nothing here slows your program down or raises into it: calls queue, a thread sends.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

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

default_client: Client | None = None
_making = threading.Lock()
_DEFAULTS: dict[str, Any] = {"host": DEFAULT_HOST, "debug": False, **(Client.__init__.__kwdefaults__ or {})}


def identify(*args: Any, **kwargs: Any) -> bool:
    """`Client.identify` of the default client: (user_id, traits, context, ...)."""
    return _say("identify", args, kwargs)


def track(*args: Any, **kwargs: Any) -> bool:
    """`Client.track` of the default client: (user_id, event, properties, ...)."""
    return _say("track", args, kwargs)


def page(*args: Any, **kwargs: Any) -> bool:
    """`Client.page` of the default client: (user_id, category, name, properties, ...)."""
    return _say("page", args, kwargs)


def screen(*args: Any, **kwargs: Any) -> bool:
    """`Client.screen` of the default client: (user_id, category, name, properties, ...)."""
    return _say("screen", args, kwargs)


def group(*args: Any, **kwargs: Any) -> bool:
    """`Client.group` of the default client: (user_id, group_id, traits, ...)."""
    return _say("group", args, kwargs)


def alias(*args: Any, **kwargs: Any) -> bool:
    """`Client.alias` of the default client: (previous_id, user_id, ...)."""
    return _say("alias", args, kwargs)


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


def _say(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    try:
        client = default_client or _make()
    except (ValueError, TypeError, OSError) as error:
        log.error("%s() not sent: %s", name, error)
        return False
    try:
        return bool(getattr(client, name)(*args, **kwargs))
    except TypeError as error:  # too many arguments, or one of an unknown name
        swallow(f"calling {name}", error)
        return False


def _make() -> Client:
    global default_client
    with _making:
        if default_client is None:
            known = ("write_key", *_DEFAULTS, *SEGMENT_NAMES)
            given = {name: globals()[name] for name in known if name in globals()}
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
