"""A row of a list as the outside sees it, and the outreach gate: the only way contact data leaves."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.model import DAY_MS, Judged
from tracker.veil import veiled

COLUMNS = (
    "id", "name", "company", "email", "phone", "title", "class", "probability", "second", "fit", "engagement", "trend", "stage",
    "stage_since", "value", "impact", "first_seen", "last_seen", "visits", "engaged_seconds", "source", "campaign", "channel",
    "country", "local_time", "device", "organisation", "domain_type", "reasons", "next_action", "tension", "coverage",
    "contacts_left", "decision", "rulebook", "list", "reason", "says", "sentence", "status", "events",
)  # fmt: skip
CONTACT = ("email", "phone", "name")
NUMBERS = ("probability", "fit", "engagement", "trend", "value", "impact", "visits", "engaged_seconds", "coverage", "contacts_left", "events")
WITHHELD = {
    "not_a_lead": "sales is shown contact data of leads only",
    "frequency_cap": "has been contacted as often as the site's frequency cap allows",
    "another_desk": "is looked after by another desk",
    "another_purpose": "the key is for sales: another desk's people are shown to its own keys only (scope desk:NAME)",
    "objected": "has objected to being contacted",
    "no_consent": "has not agreed, or the browser sends Global Privacy Control, and has not turned to us",
    "did_not_write": "has not turned to us, so there is nothing to answer",
    "false_lead": "the contact data is false",
    "not_judged": "has only just been seen; the verdict follows within a second",
}


def iso(at: int) -> str | None:
    """A moment as ISO 8601 text in UTC, None for none."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def _local_time(zone: str, now: int) -> str:
    """What the clock shows where they are, so that nobody is called at night; "" where that is unknown."""
    try:
        return datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).strftime("%H:%M") if zone else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def decision_id(judged: Judged, channel: str, now: int) -> str:
    """The id under which one day's leaving of somebody's contact data through one channel is remembered."""
    told = f"{judged.site}\x1f{judged.visitor}\x1f{channel}\x1f{now // DAY_MS}"
    return "d" + hashlib.blake2b(told.encode(), digest_size=9).hexdigest()


def gate(judged: Judged, desk: str = "") -> str:
    """The outreach gate: why contact data of somebody may not leave for a purpose (sales, else a desk's), or nothing.

    A class serves one purpose. Sales reaches whom the list of leads holds: consent and objections were weighed
    there. A desk reaches those it looks after who have turned to us and have not objected.
    """
    told = judged.row
    if not desk and judged.place != "lead":
        return "not_a_lead"
    if desk and (judged.place == "lead" or told.get("desk") != desk):
        return "another_desk"
    shut = told.get("silence", "not_judged") if desk else ""
    return shut or ("" if told.get("contacts_left", 1) else "frequency_cap")


def readable(judged: Judged) -> bool:
    """Whether sales may read what somebody wrote: not where it was written to another desk, unless a person has to look."""
    return judged.place != "excluded" or judged.row.get("desk", "") in ("", "sales")


def row_of(judged: Judged, now: int, people: bool, channel: str = "api", desk: str = "") -> dict[str, Any]:
    """The row of a visitor. Contact data only with ``people`` (the scope people:read) and only through
    the gate of its purpose, with a decision id; else its texts are veiled and ``withheld`` says why."""
    told = judged.row
    row = {column: told.get(column, 0 if column in NUMBERS else "") for column in COLUMNS}
    row.update(reasons=told.get("reasons", [])[:3], list=judged.place)
    row["class"] = told.get("class", "unknown")
    shut = gate(judged, desk) if people else ""
    if shut or not people:
        row = {**veiled(row), **dict.fromkeys(CONTACT, ""), "withheld": shut}
    return {
        **row,
        "id": judged.visitor,
        "stage_since": iso(told.get("stage_since", 0)),
        "first_seen": iso(judged.first_seen),
        "last_seen": iso(judged.last_seen),
        "local_time": _local_time(told.get("timezone", ""), now),
        "decision": decision_id(judged, channel, now) if people and not shut else None,
    }
