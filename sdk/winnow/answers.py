"""What an answer means for the batch: taken, try later, split it, or give up. Pure functions, no network."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from .ledger import DeliveryError, Queued
from .transports import Answer

LONGEST_WAIT = 300.0  # s; a Retry-After of a day would otherwise park the queue for a day
RETRYABLE = (408, 425, 429)

_REMEDY = {
    400: "this SDK and the collector do not understand each other, update the older one",
    401: "check write_key",
    403: "check write_key",
    404: "check host: it must be the collector's address, without a path of its own",
    413: "raise the limit of the proxy in front of the collector",
}


class Taken(NamedTuple):
    """200: on the collector's disk, but for those it rejected one by one."""

    rejected: list[tuple[Queued, str]]


class Later(NamedTuple):
    """Not now. `after` is the wait in seconds that the collector asked for."""

    after: float | None
    error: DeliveryError


class TooLarge(NamedTuple):
    """413: fewer messages at once may pass."""

    error: DeliveryError


class Never(NamedTuple):
    """The same request would be refused again."""

    error: DeliveryError


def read(answer: Answer, batch: Sequence[Queued], url: str, now: float) -> Taken | Later | TooLarge | Never:
    """The verdict on `batch`. Only a 200 whose body is the collector's JSON counts as taken.

    Counter-example: a captive portal answers 200 to everything, with a page.
    """
    said = _json(answer.body)
    if answer.status == 200 and said.get("success") is True:
        return Taken(_rejected(said.get("rejected"), batch))
    error = _error(answer, said, url)
    if answer.status in RETRYABLE or answer.status >= 500 or 200 <= answer.status < 300:
        return Later(retry_after(answer.headers.get("Retry-After"), now), error)
    return TooLarge(error) if answer.status == 413 else Never(error)


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds to wait, 0 to 300, from whole seconds or an HTTP date; None if absent or unreadable."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        from email.utils import parsedate_to_datetime  # 20 ms, seldom needed

        try:
            seconds = parsedate_to_datetime(value).timestamp() - now
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 0.0), LONGEST_WAIT) if not math.isnan(seconds) else None


def no_answer(error: BaseException, url: str) -> Later:
    """The network's own failures: refused, reset, timed out, no such name."""
    return Later(None, DeliveryError(f"no answer from {url} ({type(error).__name__}): is the collector running there?"))


def _error(answer: Answer, said: dict[str, Any], url: str) -> DeliveryError:
    code = str(said.get("code") or "")
    words = str(said.get("message") or said.get("error") or answer.headers.get("X-Winnow") or "").strip()[:300]
    if 300 <= answer.status < 400:
        remedy = f"it redirects to {answer.headers.get('Location', 'nowhere')}: give that address as host"
    elif 200 <= answer.status < 300:
        remedy = "its body is not a Winnow collector's: is there a login page or another server at this address?"
    else:
        remedy = _REMEDY.get(answer.status, "will be tried again" if answer.status >= 500 else "see its code")
    about = " ".join(part for part in (code, words) if part)
    return DeliveryError(
        f"{url} answered {answer.status}{f' ({about})' if about else ''}: {remedy}", answer.status, code
    )


def _rejected(rows: object, batch: Sequence[Queued]) -> list[tuple[Queued, str]]:
    by_id = {item.id: item for item in batch}
    found: dict[str, tuple[Queued, str]] = {}
    for row in rows if isinstance(rows, list) else []:
        item = _named(row, batch, by_id) if isinstance(row, dict) else None
        if item is not None:
            found[item.id] = item, f"{row.get('code', '')} {row.get('message', '')}".strip()[:300]
    return list(found.values())


def _named(row: dict[str, Any], batch: Sequence[Queued], by_id: dict[str, Queued]) -> Queued | None:
    item = by_id.get(str(row.get("messageId")))
    index = row.get("index")
    if item is None and isinstance(index, int) and 0 <= index < len(batch):
        return batch[index]
    return item


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
