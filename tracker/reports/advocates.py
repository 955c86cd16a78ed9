"""Who brings others: reviews, shares, referrals and invitations worth 60 points of impact or more, whether they buy or not.

Looked at are the 5,000 most engaged at the stage *advocate*.
"""

from __future__ import annotations

from typing import Any

from tracker.actions import ACTIONS
from tracker.model import Site
from tracker.reports import Report
from tracker.wall import counting

REPORT = Report(says="People who influence others: recommend, review, share.", picture="table", audience=True)
LOOKED_AT = 5000
INFLUENCE = tuple(name for name, action in ACTIONS.items() if action.impact)


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """Members by number with what they did for us, greatest impact first."""
    numbers = store.ask(counting.at_stages, site.name, ("advocate",), LOOKED_AT)
    found = store.ask(counting.marks, site.name, numbers, [f"action:{name}" for name in INFLUENCE])
    did: dict[int, dict[str, int]] = {number: {} for number in numbers}
    for number, marks in found.items():
        for (name, _), mark in marks.items():
            action = name.removeprefix("action:")
            did[number][action] = did[number].get(action, 0) + mark.count
    order = sorted(did.items(), key=lambda item: (-sum(ACTIONS[name].impact * count for name, count in item[1].items()), item[0]))
    return {"members": {number: {"did": done} for number, done in order}}
