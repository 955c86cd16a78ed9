"""Every type that crosses a doorway between rooms. Frozen; they do no work except ``+``.

Units, everywhere: times are integer milliseconds since 1970 UTC (``at``), days are integers since 1970-01-01 UTC, votes and
scores are integer millinats (1000 = a factor of e), probabilities in a Verdict are integer permille: bit-identical in every store.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

CLASSES = ("prospect", "customer", "competitor", "job_seeker", "student", "bot", "other", "unknown")
GROUPS = ("declared", "address", "network", "path", "referrer", "words", "behaviour", "device")
KINDS = ("identify", "track", "page", "screen", "group", "alias")
LISTS = {"leads": "lead", "review": "review", "excluded": "excluded"}  # as they are asked for, and as a row calls its place
PLACES = tuple(LISTS.values())
STEPS = ("visitor", "lead", "qualified", "buyer", "regular", "advocate")
STAGES = (*STEPS, "bounced", "lapsed")
OUTCOMES = ("won", "lost", "no_answer", "bad_data", "not_now")
DAY_MS = 86_400_000


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What all types of the model are: immutable, compared by value, made by keyword."""


class Site(Row):
    """One site and what its owner said about it (the profile; keys as in the contract)."""

    name: str
    domain: str = ""
    languages: tuple[str, ...] = ()
    sells: str = ""
    market: str = "both"
    own_domains: tuple[str, ...] = ()
    own_networks: tuple[str, ...] = ()
    competitor_domains: tuple[str, ...] = ()
    ideal_customer: dict[str, Any] | None = None
    sections: dict[str, list[str]] = {}
    dispositions: dict[str, str] = {}
    votes: dict[str, dict[str, int]] = {}
    thresholds: dict[str, int] = {}
    welcomes: dict[str, dict[str, str]] = {}
    welcome: bool = False
    frequency_cap: int = 3
    retention_days: int = 0
    allowed_origins: tuple[str, ...] = ()


class Sender(Row):
    """Who brought a message: the site its key belongs to, and what the connection itself says."""

    site: Site
    trusted: bool = False
    address: str = ""
    agent: str = ""
    headers: Mapping[str, str] = {}
    received: int = 0
    sent: int | None = None


class Page(Row):
    """The page a message speaks of. ``url`` is what is kept; path and search can be read off it."""

    url: str = ""
    path: str = ""
    title: str = ""
    referrer: str = ""
    search: str = ""


class Event(Row):
    """One visitor interaction, checked, with a time that can be believed.

    ``facts``: empty until enrichers read them off it (keys: their rows). ``flags``: validation's doubts (``clock_ahead`` ...).
    """

    message: str
    kind: str
    at: int
    received: int
    name: str = ""
    device: str = ""
    account: str = ""
    group: str = ""
    previous: str = ""
    trusted: bool = False
    flags: tuple[str, ...] = ()
    page: Page = Page()
    properties: dict[str, Any] = {}
    traits: dict[str, Any] = {}
    context: dict[str, Any] = {}
    address: str = ""
    agent: str = ""
    headers: dict[str, str] = {}
    facts: dict[str, Any] = {}


class Drop(Row):
    """A message that was refused: the closed ``code``, and a sentence for the person who can act."""

    code: str
    message: str
    message_id: str = ""
    index: int = 0


class Mark(Row):
    """How often a signal spoke on one day, first and last when, and what it pointed at."""

    count: int
    first: int
    last: int
    sample: str = ""

    def __add__(self, other: Mark) -> Mark:
        """Merge two days' marks: commutative, associative; the sample of the earliest is kept."""
        early = min(self, other, key=lambda mark: (mark.first, mark.sample))
        return Mark(count=self.count + other.count, first=early.first, last=max(self.last, other.last), sample=early.sample)


class Evidence(Row):
    """What is known of somebody: a Mark per (signal, day). Merges with ``+``; ``Evidence()`` is zero."""

    marks: dict[tuple[str, int], Mark] = {}

    def __add__(self, other: Evidence) -> Evidence:
        """Join two bodies of evidence. Order, grouping and batching never matter."""
        marks = dict(self.marks)
        for key, mark in other.marks.items():
            known = marks.get(key)
            marks[key] = known + mark if known else mark
        return Evidence(marks=marks)


class Trait(Row):
    """Something said of a person (name, email ...): a trusted word (``sure``) before a page's, then the latest."""

    name: str
    value: str
    at: int
    sure: bool = False


class Entry(Row):
    """One event ready for the wall, with the evidence and traits read off it."""

    site: str
    event: Event
    evidence: Evidence = Evidence()
    traits: tuple[Trait, ...] = ()
    emails: tuple[str, ...] = ()


class Signal(Row):
    """A row of the rulebook: what one sign is, how it votes, and an event that shows it.

    ``votes`` millinats per class for a full count; ``cap`` counts at most so many (after decay); ``daily`` at most so many of one day;
    ``half_life`` days until a count weighs half (0: never). ``fires`` and ``quiet`` are fields of an Event (``page`` of a Page; ``facts``
    laid over what enrichment reads). ``desk``: who looks after somebody known by this sign, where the class leaves that open.
    ``graded``: it counts how surely, not how often.
    """

    says: str
    group: str
    votes: dict[str, int] = {}
    half_life: int = 60
    cap: int = 3
    daily: int = 2
    fires: dict[str, Any] = {}
    quiet: dict[str, Any] = {}
    site: dict[str, Any] = {}
    desk: str = ""
    graded: bool = False


class Pattern(Row):
    """A conclusion from several signals (``when(tally, site)``): says, group and votes like a Signal."""

    says: str
    group: str
    votes: dict[str, int]
    fires: dict[str, int] = {}
    quiet: dict[str, int] = {}
    desk: str = ""


class Class(Row):
    """One answer to "who is this?": prior (millinats), threshold (permille), disposition, welcome."""

    says: str
    prior: int
    threshold: int
    disposition: str
    desk: str
    welcome: dict[str, str]
    next_action: str


class Contribution(Row):
    """What one sign added to one class: the points of all contributions plus the prior are the score."""

    signal: str
    group: str
    says: str
    count: int
    points: int
    sample: str = ""
    last: int = 0


class Verdict(Row):
    """Who somebody is, as far as the evidence tells, with every point of every class."""

    winner: str
    probability: int
    second: str
    probabilities: dict[str, int]
    scores: dict[str, int]
    priors: dict[str, int]
    contributions: dict[str, tuple[Contribution, ...]]
    doubt: str = ""
    tension: str = ""
    kinds: int = 0


class Score(Row):
    """Three dimensions, never mixed: fit 0-100, engagement 0-100, stage; value and impact in points."""

    fit: int
    engagement: int
    trend: int
    stage: str
    stage_since: int
    value: int
    impact: int
    coverage: int


class Standing(Row):
    """Where somebody stands in the lists, and why: place is lead, review or excluded."""

    place: str
    reason: str
    says: str
    rank: int = 0


class Judged(Row):
    """A visitor as the lists show it: one row, complete, replaced at each judgement."""

    site: str
    visitor: str
    place: str
    rank: int
    row: dict[str, Any]
    first_seen: int
    last_seen: int
    judged: int = 0


class Network(Row):
    """What an address data base says of an address."""

    asn: int = 0
    organisation: str = ""
    kind: str = ""
    country: str = ""


class World(Row):
    """What enrichers may ask beside the event."""

    network: Any = None  # (address) -> Network | None


class Enricher(Row):
    """A row of the enrichers' shelf: what it reads off an event, and which facts it may set."""

    says: str
    facts: dict[str, str]


class Known(Row):
    """All that hangs on the wall about one visitor at one moment. ``parts``, where there are several: what trusted words join; ``sure``: one names it."""

    site: str
    visitor: str
    nodes: tuple[str, ...]
    evidence: Evidence
    traits: dict[str, Trait]
    events: int
    first_seen: int
    last_seen: int
    dispositions: tuple[dict[str, Any], ...] = ()
    suppressed: str = ""
    parts: tuple[Known, ...] = ()
    sure: bool = False
