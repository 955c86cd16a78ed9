"""The types of the wire: what an HTTP request brings to the corridor, what becomes of it, and what is asked of the lists."""

from __future__ import annotations

from typing import Any

from tracker.model import Drop, Judged, Row


class Request(Row):
    """An HTTP request as a protocol sees it: header names in lower case, body whole and inflated."""

    method: str
    path: str
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: bytes = b""
    address: str = ""
    received: int = 0


class Delivery(Row):
    """What a request brought: raw messages in order, the key that was shown, the client's clock.

    A message that could not even be read is a Drop at its place. ``hints`` are for the answer.
    """

    messages: tuple[Any, ...]
    key: str = ""
    sent: Any = None
    single: bool = False
    hints: dict[str, str] = {}


class Outcome(Row):
    """What became of a delivery: how many are new, how many were known, which were refused; and which were
    kept although their sender has made a mistake (``doubted``: code and sentence as of a refusal)."""

    accepted: int = 0
    repeated: int = 0
    rejected: tuple[Drop, ...] = ()
    doubted: tuple[Drop, ...] = ()


class Response(Row):
    """An HTTP answer: status, body, headers (names in lower case)."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = {}


PIXEL = Response(
    status=200,
    body=bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b"),
    headers={"content-type": "image/gif", "cache-control": "no-store"},
)  # the smallest transparent picture, for clients that count with an <img>


class Refusal(Row):
    """Why a whole request is refused: HTTP status, closed code, what was wrong, what to do."""

    status: int
    code: str
    message: str
    detail: str = ""
    retry_after: int = 0


class Protocol(Row):
    """A row of the protocols' shelf: what it says, and the exact paths it answers to.

    A path may end in ``*``: then it is a prefix. ``by_domain``: its clients have no key and name their
    site by its domain (``Delivery.key`` may then hold one). ``cookieless``: they keep no id either, and
    messages without ``anonymousId`` get one that holds for a day.
    """

    says: str
    posts: tuple[str, ...] = ()
    gets: tuple[str, ...] = ()
    by_domain: bool = False
    cookieless: bool = False


class Key(Row):
    """What a key may do: its site and scopes."""

    site: str
    scopes: frozenset[str]


class Ask(Row):
    """A question to one of the lists: which place, which filters, where to go on. Equal filters are ORed.

    ``people``: whoever asks may read people, so ``q`` also looks at the names and addresses shown to them.
    """

    site: str
    place: str
    class_: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    tension: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()
    min_probability: int = 0
    min_fit: int = 0
    min_engagement: int = 0
    since: int = 0
    seen_page: str = ""
    q: str = ""
    people: bool = False
    limit: int = 50
    after: tuple[int, str] | None = None


class Slice(Row):
    """A page of a list: its rows, where the next one begins (None at the end), how many there are; and of the
    same moment how many visitors each list holds."""

    rows: tuple[Judged, ...]
    next: tuple[int, str] | None
    total: int
    counts: dict[str, int] = {}
