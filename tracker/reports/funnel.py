"""How many got how far: visitor, lead, qualified, buyer, regular, advocate.

``count`` is how many reached a stage (whoever reached a later one counts), ``standing`` how many stand there
now. Advocates need not have bought, so they may be more than the regulars; only those who bought count as
buyers. Lapsed customers reached *buyer*; bounced ones left contact data that is false. One pass over the lists.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from tracker.model import STEPS, Site
from tracker.reports import OF_CLASS, Report, one_class, share
from tracker.score import BUYER
from tracker.wall import counting

REPORT = Report(says="How many visitors reached each stage, and where they drop out.", picture="funnel", arguments=OF_CLASS)
BUYERS = ("buyer", "regular", "lapsed")


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """The stages in order, what stands beside them, and the conversion with and without false leads."""
    who = one_class(arguments)
    rows = [row for row in store.ask(counting.stages, site.name) if not who or row[1] == who]
    bought = store.ask(counting.acted, site.name, "advocate", BUYER)
    standing: Counter[str] = Counter()
    reached: dict[str, Counter[str]] = {stage: Counter() for stage in STEPS}
    false = 0
    for stage, of, bad, address, count in rows:
        standing[stage] += count
        is_false = stage == "bounced" or bad and stage in ("lead", "qualified")
        false += count if is_false else 0
        for name in _passed(stage, is_false, address):
            reached[name][of] += count
    for of, count in bought.items():
        if not who or of == who:
            for name in ("qualified", "buyer"):
                reached[name][of] += count
    counts = {name: sum(reached[name].values()) for name in STEPS}
    return {
        "stages": [_stage(name, before, counts, standing, reached) for name, before in zip(STEPS, ("", *STEPS))],
        "beside": {"bounced": standing["bounced"], "lapsed": standing["lapsed"]},
        "conversion": _conversion(counts["buyer"], counts["lead"], false),
        "class": who or None,
    }


def _passed(stage: str, false: bool, address: bool) -> tuple[str, ...]:
    """Which stages somebody at a stage has reached."""
    if false:
        return ("visitor",)
    if stage in BUYERS:
        return ("visitor", "lead", "qualified", "buyer", *(("regular",) if stage == "regular" else ()))
    if stage == "advocate":
        return ("visitor", *(("lead",) if address else ()), "advocate")
    return STEPS[: STEPS.index(stage) + 1] if stage in STEPS else ("visitor",)


def _stage(name: str, before: str, counts: dict[str, int], standing: Counter[str], reached: dict[str, Counter[str]]) -> dict[str, Any]:
    previous = counts[before] if before else counts[name]
    return {
        "stage": name, "count": counts[name], "standing": standing[name], "share": share(counts[name], counts["visitor"]),
        "of_previous": share(counts[name], previous), "dropped": max(0, previous - counts[name]), "classes": dict(sorted(reached[name].items())),
    }  # fmt: skip


def _conversion(buyers: int, leads: int, false: int) -> dict[str, Any]:
    return {
        "buyers": buyers, "leads": leads, "false_leads": false,
        "with_false_leads": share(buyers, leads + false), "without_false_leads": share(buyers, leads),
    }  # fmt: skip
