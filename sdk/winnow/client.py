"""The client: Segment's six calls, and what goes with a background queue."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

from . import options
from .courier import Courier
from .delivery import Delivery
from .encode import encode
from .ledger import Counters, DeliveryError, Drop, Ledger, Queued
from .log import log, swallow
from .messages import Invalid, build
from .outbox import Outbox
from .transports import RequestsTransport, Transport

LARGEST_MESSAGE = 32 * 1024  # bytes of JSON; the collector's limit, and Segment's

Message = dict[str, Any]
Fields = Mapping[str, Any]
When = datetime | str | float
if TYPE_CHECKING:
    from typing import Self
    from uuid import UUID

    Id = str | int | UUID | None


class Client:
    """Sends what visitors do to one site of one collector. Every call returns at once, and none ever raises.

    A call returns True if the message was taken to be sent, False if it was dropped (counted by reason, and
    told to `on_drop`). Only the constructor raises: ValueError or TypeError for a wrong option.

    >>> client = Client("wk_...", host="https://winnow.example.com")    # doctest: +SKIP
    >>> client.track("user-42", "Signed Up", {"plan": "pro"})           # doctest: +SKIP
    True
    """

    def __init__(
        self,
        write_key: str,
        host: str | None = None,
        debug: bool = False,
        *,
        flush_at: int = 100,
        flush_interval: float = 1.0,
        max_queue: int = 10_000,
        gzip: bool = True,
        timeout: float = 5.0,
        max_retries: int = 8,
        on_error: Callable[[DeliveryError, list[Message]], object] | None = None,
        on_drop: Callable[[Drop], object] | None = None,
        before_send: Callable[[Message], Message | None] | None = None,
        sync: bool = False,
        enabled: bool = True,
        transport: Transport | None = None,
        spool: str | os.PathLike[str] | None = None,
        shutdown_timeout: float = 2.0,
        **segment_names: Any,
    ) -> None:
        numbers: dict[str, Any] = {
            "flush_at": flush_at, "flush_interval": flush_interval, "max_queue": max_queue, "timeout": timeout,
            "max_retries": max_retries, "shutdown_timeout": shutdown_timeout,
        }  # fmt: skip
        numbers |= options.translate(segment_names)
        enabled, sync = numbers.pop("enabled", enabled), numbers.pop("sync", sync)
        self.host = options.check(write_key, host, numbers)
        self.write_key = write_key
        self._enabled, self._sync, self._timeout = enabled, sync, timeout
        self._before_send = before_send
        self._ledger = Ledger(on_error, on_drop)
        self._transport = transport or RequestsTransport()
        self._assemble(gzip, spool, numbers)
        if debug:
            log.setLevel("DEBUG")

    def _assemble(self, compress: bool, spool: str | os.PathLike[str] | None, numbers: dict[str, Any]) -> None:
        timeout, max_retries = numbers.pop("timeout"), numbers.pop("max_retries")
        delivery = Delivery(
            self.host, self.write_key, self._transport, self._ledger,
            compress=compress, timeout=timeout, max_retries=max_retries,
        )  # fmt: skip
        kept = options.make_spool(spool, self.host, self.write_key) if spool and self._enabled else None
        self._courier = Courier(delivery, self._transport, self._ledger, kept)
        self._outbox = Outbox(self._courier, **numbers)
        if self._enabled:
            atexit.register(self.shutdown)
        if kept is not None and kept.waiting():
            self._outbox.ensure_thread()

    # The six calls; names and order of arguments are those of Segment's Python client

    def identify(
        self,
        user_id: Id = None,
        traits: Fields | None = None,
        context: Fields | None = None,
        timestamp: When | None = None,
        anonymous_id: Id = None,
        integrations: Fields | None = None,
        message_id: Id = None,
    ) -> bool:
        """Says who a visitor is: traits such as email, company and title."""
        own = {"traits": traits or {}}
        return self._say("identify", own, user_id, anonymous_id, context, timestamp, integrations, message_id)

    def track(
        self,
        user_id: Id = None,
        event: str | None = None,
        properties: Fields | None = None,
        context: Fields | None = None,
        timestamp: When | None = None,
        anonymous_id: Id = None,
        integrations: Fields | None = None,
        message_id: Id = None,
    ) -> bool:
        """Says what a visitor did: an event such as "Signed Up", with properties."""
        own = {"event": event, "properties": properties or {}}
        return self._say("track", own, user_id, anonymous_id, context, timestamp, integrations, message_id)

    def page(
        self,
        user_id: Id = None,
        category: str | None = None,
        name: str | None = None,
        properties: Fields | None = None,
        context: Fields | None = None,
        timestamp: When | None = None,
        anonymous_id: Id = None,
        integrations: Fields | None = None,
        message_id: Id = None,
    ) -> bool:
        """Says which page a visitor saw; for sites whose pages cannot carry the snippet."""
        own = {"category": category, "name": name, "properties": properties or {}}
        return self._say("page", own, user_id, anonymous_id, context, timestamp, integrations, message_id)

    def screen(
        self,
        user_id: Id = None,
        category: str | None = None,
        name: str | None = None,
        properties: Fields | None = None,
        context: Fields | None = None,
        timestamp: When | None = None,
        anonymous_id: Id = None,
        integrations: Fields | None = None,
        message_id: Id = None,
    ) -> bool:
        """Says which screen of an app a visitor saw."""
        own = {"category": category, "name": name, "properties": properties or {}}
        return self._say("screen", own, user_id, anonymous_id, context, timestamp, integrations, message_id)

    def group(
        self,
        user_id: Id = None,
        group_id: Id = None,
        traits: Fields | None = None,
        context: Fields | None = None,
        timestamp: When | None = None,
        anonymous_id: Id = None,
        integrations: Fields | None = None,
        message_id: Id = None,
    ) -> bool:
        """Says which company or account a visitor belongs to, with the company's traits."""
        own = {"groupId": group_id, "traits": traits or {}}
        return self._say("group", own, user_id, anonymous_id, context, timestamp, integrations, message_id)

    def alias(
        self,
        previous_id: Id = None,
        user_id: Id = None,
        context: Fields | None = None,
        timestamp: When | None = None,
        integrations: Fields | None = None,
        message_id: Id = None,
    ) -> bool:
        """Says that two ids are one visitor."""
        own = {"previousId": previous_id}
        return self._say("alias", own, user_id, None, context, timestamp, integrations, message_id)

    # The queue

    def flush(self, timeout: float = 10.0) -> bool:
        """Waits until everything said so far is settled: sent, spooled or dropped. False after `timeout` seconds."""
        return self._outbox.flush(timeout)

    def shutdown(self) -> None:
        """Sends what is left, at most `shutdown_timeout` seconds long. The exit of the program does the same."""
        atexit.unregister(self.shutdown)
        self._outbox.close()
        self._transport.close()

    def join(self) -> None:
        """The same as `shutdown`, under Segment's other name."""
        self.shutdown()

    @property
    def counters(self) -> Counters:
        """How many messages were queued, sent, spooled, retried, and dropped by reason."""
        return self._ledger.counters()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()

    def _say(self, kind: str, own: Fields, *rest: Any) -> bool:
        if not self._enabled:
            return True
        message: Message = {"type": kind, **own}
        try:
            message = build(kind, own, *rest)
            return self._enqueue(message)
        except Invalid as error:
            return self._drop("invalid", str(error), message)
        except Exception as error:  # a __str__ of the host's that raises, for one
            swallow(f"taking a {kind}", error)
            return self._drop("invalid", type(error).__name__, {"type": kind})

    def _enqueue(self, message: Message) -> bool:
        if self._before_send is not None:
            try:
                changed = self._before_send(message)
            except Exception as error:
                # Dropped, not sent as it was: the function may be there to take personal data out.
                swallow("running your before_send", error)
                changed = None
            if changed is None:
                return self._drop("before_send", "", message)
            message = changed
        body = encode(message)
        if len(body) > LARGEST_MESSAGE:
            return self._drop("oversize", f"it has {len(body)} bytes of at most {LARGEST_MESSAGE}", message)
        return self._put(Queued(str(message["messageId"]), body))

    def _put(self, item: Queued) -> bool:
        if self._sync and not self._outbox.closed:
            self._ledger.queued()
            return self._courier.send_now(item, self._timeout)
        reason = self._outbox.put(item)
        if reason is not None:
            return self._drop(reason, "", item.message())
        self._ledger.queued()
        return True

    def _drop(self, reason: str, detail: str, message: Message) -> bool:
        self._ledger.dropped(reason, detail, [message])
        return False
