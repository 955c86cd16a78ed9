"""Signals, patterns and classes, joined and checked at start-up, as one frozen, versioned value."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec

from tracker import shelf
from tracker.calibrate import SHIPPED, Calibration
from tracker.dispatch import Dispatch
from tracker.model import (
    CLASSES,
    GROUPS,
    KINDS,
    Class,
    Pattern,
    Row,
    Signal,
    Site,
)

OVERRIDES = ("votes", "thresholds", "dispositions", "sections")  # what a site's profile may say in place of the rulebook

# How far the signs of one group can push one class, in millinats, however many there are.
# Correlated signs (three words of one page, five pages of one kind) share a group and so its cap:
# summed without caps they said >= 0.80 where 0.47 was true.
GROUP_CAPS = {
    "declared": 7000,
    "address": 6500,
    "network": 4500,
    "path": 3500,
    "referrer": 2500,
    "words": 5000,
    "behaviour": 2500,
    "device": 5000,
}


class Rulebook(Row):
    """What the program believes today. Equal contents have an equal ``version`` (12 hex digits)."""

    signals: dict[str, Signal]
    patterns: dict[str, Pattern]
    classes: dict[str, Class]
    caps: dict[str, int]
    calibration: Calibration
    askers: tuple[tuple[str, Callable[..., Any]], ...]
    concluders: tuple[tuple[str, Callable[..., Any]], ...]
    version: str
    dispatch: Dispatch

    def row(self, name: str) -> Signal | Pattern | None:
        """The signal or pattern of that name; None for one that an older rulebook knew."""
        return self.signals.get(name) or self.patterns.get(name)

    def edition(self, site: Site) -> str:
        """The version under which a site is judged: the rulebook's own, ``+`` and eight digits where the site overrides any of it."""
        mark = override_digest(site)
        return f"{self.version}+{mark}" if mark else self.version


def override_digest(site: Site) -> str:
    """Eight hex digits for what a site says in place of the rulebook; "" where it says nothing."""
    told = {name: value for name in OVERRIDES if (value := getattr(site, name))}
    return hashlib.blake2b(msgspec.json.encode(told, order="sorted"), digest_size=4).hexdigest() if told else ""


class BrokenRule(ValueError):
    """A file of the rulebook contradicts another or itself; the text names file, fault and remedy."""


def _check(kind: str, name: str, row: Signal | Pattern) -> None:
    where = f"tracker/{kind}/{name}.py"
    if row.group not in GROUPS:
        raise BrokenRule(f"{where}: group {row.group!r} does not exist. Use one of: {', '.join(GROUPS)}.")
    for voted, points in row.votes.items():
        if voted not in CLASSES:
            raise BrokenRule(f"{where}: votes for {voted!r}, which is no class. Use one of: {', '.join(CLASSES)}.")
        if not isinstance(points, int):
            raise BrokenRule(f"{where}: the vote {points!r} for {voted!r} is no integer. Write millinats (700, not 0.7).")


def _with_class_votes(signals: dict[str, Signal], classes: Mapping[str, Any]) -> dict[str, Signal]:
    joined = dict(signals)
    for name, module in classes.items():
        for signal, points in getattr(module, "VOTES", {}).items():
            if signal not in joined:
                raise BrokenRule(f"tracker/classes/{name}.py: votes by {signal!r}, which is no signal. Mend the name.")
            if name in joined[signal].votes:
                raise BrokenRule(
                    f"tracker/classes/{name}.py and tracker/signals/{signal}.py both hold the vote of {signal!r}"
                    f" for {name!r}. Keep one of them."
                )
            votes = {**joined[signal].votes, name: points}
            joined[signal] = msgspec.structs.replace(joined[signal], votes=votes)
    return joined


def _version(*parts: Any) -> str:
    return hashlib.blake2b(msgspec.json.encode(parts, order="sorted"), digest_size=6).hexdigest()


@cache
def load() -> Rulebook:
    """The rulebook of the shelves. Raises BrokenRule with file, fault and remedy."""
    signal_files, pattern_files = shelf.load("tracker.signals"), shelf.load("tracker.patterns")
    class_files = shelf.load("tracker.classes")
    signals = {name: module.SIGNAL for name, module in signal_files.items()}
    patterns = {name: module.PATTERN for name, module in pattern_files.items()}
    classes = {name: class_files[name].CLASS for name in CLASSES}
    signals = _with_class_votes(signals, class_files)
    for kind, rows in (("signals", signals), ("patterns", patterns)):
        for name, row in rows.items():
            _check(kind, name, row)
    both = sorted(set(signals) & set(patterns))
    if both:
        raise BrokenRule(f"{both[0]!r} is a signal and a pattern. Rename one of the two files.")
    askers = tuple((name, module.when) for name, module in signal_files.items())
    return Rulebook(
        signals=signals,
        patterns=patterns,
        classes=classes,
        caps=GROUP_CAPS,
        calibration=SHIPPED,
        askers=askers,
        concluders=tuple((name, module.when) for name, module in pattern_files.items()),
        version=_version(signals, patterns, classes, GROUP_CAPS, SHIPPED),
        dispatch=Dispatch(askers, KINDS),
    )
