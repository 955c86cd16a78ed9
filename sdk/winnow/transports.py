"""How a request reaches the collector: over HTTP with `requests`, or into a list for your tests."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from . import forks

if TYPE_CHECKING:
    import requests


LONGEST_ANSWER = 1024 * 1024  # bytes; a batch with every message rejected takes 50 KB, a wrong host may send a film


class Answer(NamedTuple):
    """What came back: the status, the headers and the raw body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Anything that can carry a request; give your own as `Client(transport=...)`."""

    def send(self, url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> Answer:
        """Posts once, without retries and redirects. Raises any exception where no answer came."""
        ...

    def close(self) -> None:
        """Gives sockets back; a later send may open new ones."""
        ...


class RequestsTransport:
    """One `requests` session, made in the thread that first needs it and made anew after a fork."""

    def __init__(self) -> None:
        self._session: requests.Session | None = None
        forks.watch(self)

    def after_fork(self) -> None:
        self._session = None  # not closed: its sockets are the parent's too

    def open(self) -> requests.Session:
        """Imports `requests` (150 ms), so that the host's threads never wait for that."""
        if self._session is None:
            with forks.importing:
                import requests

                "localhost".encode("idna")  # else the first connect imports that, outside of the lock
            self._session = requests.Session()
        return self._session

    def send(self, url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> Answer:
        with self.open().post(
            url, data=body, headers=dict(headers), timeout=timeout, allow_redirects=False, auth=_as_it_is, stream=True
        ) as answer:
            said = answer.raw.read(LONGEST_ANSWER, decode_content=True)
            return Answer(answer.status_code, answer.headers, said)

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


class RecordingTransport:
    """Keeps what would have been sent, for your tests. `answers` are given in order, then 200 for ever.

    >>> import winnow
    >>> wire = RecordingTransport()
    >>> client = winnow.Client("test", transport=wire, sync=True)
    >>> client.track("user-1", "Signed Up", {"plan": "pro"})
    True
    >>> wire.messages[0]["event"], wire.messages[0]["properties"]
    ('Signed Up', {'plan': 'pro'})
    """

    def __init__(self, answers: Iterable[Answer | Exception] = ()) -> None:
        self._answers = list(answers)
        self._lock = threading.Lock()
        self.batches: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Every message of every try, in order; a retried one stands here twice, with the same messageId."""
        with self._lock:
            return [message for batch in self.batches for message in batch["batch"]]

    def send(self, url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> Answer:
        raw = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
        with self._lock:
            self.batches.append(json.loads(raw))
            self.headers.append(dict(headers))
            answer = self._answers.pop(0) if self._answers else Answer(200, {}, b'{"success": true}')
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """Nothing to give back; the record stays readable."""


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps our Authorization header: without an `auth`, requests puts ~/.netrc's password for the host there."""
    return request
