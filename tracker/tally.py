"""Evidence seen from a moment: what of each signal still counts, and what patterns can ask of it."""

from __future__ import annotations

from tracker.model import DAY_MS, Evidence, Row
from tracker.rulebook import Rulebook

HAND = ("human_hand", "scrolled", "engaged_time", "began_form", "signed_in", "added_to_cart", "wished", "chatted", "searched_site")
"""What programs that only read never leave behind."""


def decay(age: int, half_life: int) -> int:
    """What a count of that age (days) still weighs, in integer permille; 1000 for ``half_life`` 0.

    Halves each half-life and runs straight between: integer arithmetic, so that Python, SQLite
    and ClickHouse agree to the bit. Less than 0.1 % weighs nothing.
    """
    if not half_life or age <= 0:
        return 1000
    halvings, rest = divmod(age, half_life)
    if halvings >= 10:
        return 0
    return (1000 >> halvings) - (1000 >> (halvings + 1)) * rest // half_life


class Seen(Row):
    """One signal over all days: ``weight`` is the decayed count in permille, capped."""

    weight: int
    count: int
    days: int
    first: int
    last: int
    sample: str
    pace: int
    busiest: int
    span: int


class Tally(Row):
    """One person's evidence at one moment, by signal."""

    seen: dict[str, Seen]
    now: int

    def count(self, *names: str) -> int:
        """How often these signals spoke, undecayed, together."""
        return sum(self.seen[name].count for name in names if name in self.seen)

    def any(self, *names: str) -> bool:
        """Whether one of these signals ever spoke."""
        return not self.seen.keys().isdisjoint(names)

    def days(self, name: str) -> int:
        """On how many different days the signal spoke."""
        return self.seen[name].days if name in self.seen else 0

    def sample(self, *names: str) -> str:
        """What the first of these signals that spoke pointed at."""
        return next((self.seen[name].sample for name in names if name in self.seen), "")


def _seen(marks: list, cap: int, daily: int, half_life: int, today: int) -> Seen:
    early = min((mark for _, mark in marks), key=lambda mark: (mark.first, mark.sample))
    weight = sum(min(mark.count, daily) * decay(today - day, half_life) for day, mark in marks)
    return Seen(
        weight=min(weight, cap * 1000),
        count=sum(mark.count for _, mark in marks),
        days=len(marks),
        first=early.first,
        last=max(mark.last for _, mark in marks),
        sample=early.sample,
        pace=max(mark.count * 60_000 // max(mark.last - mark.first, 1000) if mark.count > 1 else 0 for _, mark in marks),
        busiest=max(mark.count for _, mark in marks),
        span=max(mark.last - mark.first for _, mark in marks),
    )


def tally_of(evidence: Evidence, rulebook: Rulebook, now: int) -> Tally:
    """What the evidence up to ``now`` says at ``now``; signals unknown to the rulebook stay silent.

    Days after ``now`` are left out, so any past day can be asked for. Age is counted back from the
    person's own latest day, not from today: time alone tells nothing new about who somebody is (how
    warm they still are is engagement's business), newer evidence does. ``pace`` of a signal is the
    highest count a minute of a day on which it spoke more than once, ``busiest`` the highest count of a
    day, ``span`` the longest time (ms) between its first and last of one day.
    """
    by_signal: dict[str, list] = {}
    today = 0
    for (name, day), mark in evidence.marks.items():
        if day <= now // DAY_MS:
            today = max(today, day)
            if name in rulebook.signals:
                by_signal.setdefault(name, []).append((day, mark))
    seen = {}
    for name in sorted(by_signal):
        row = rulebook.signals[name]
        seen[name] = _seen(sorted(by_signal[name], key=lambda item: item[0]), row.cap, row.daily, row.half_life, today)
    return Tally(seen=seen, now=now)
