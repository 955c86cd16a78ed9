"""A row of a list as the outside sees it, and the outreach gate: the only way contact data leaves."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.model import DAY_MS, Judged

COLUMNS = (
    "id", "name", "company", "email", "phone", "title", "class", "probability", "second", "fit", "engagement", "trend", "stage",
    "stage_since", "value", "impact", "first_seen", "last_seen", "visits", "engaged_seconds", "source", "campaign", "channel",
    "country", "local_time", "device", "organisation", "domain_type", "reasons", "next_action", "tension", "coverage",
    "contacts_left", "decision", "rulebook", "list", "reason", "says", "sentence", "status", "events",
)  # fmt: skip
CONTACT = ("email", "phone", "name")
NUMBERS = ("probability", "fit", "engagement", "trend", "value", "impact", "visits", "engaged_seconds", "coverage", "contacts_left", "events")
WITHHELD = {"frequency_cap": "has been contacted as often as the site's frequency cap allows"}


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


def row_of(judged: Judged, now: int, people: bool, channel: str = "api") -> dict[str, Any]:
    """The row of a visitor. Contact data only with ``people`` (the scope people:read) and only through
    the gate: from the list of leads, within the frequency cap, with a decision id."""
    told = judged.row
    row = {column: told.get(column, 0 if column in NUMBERS else "") for column in COLUMNS}
    row.update(
        id=judged.visitor,
        list=judged.place,
        reasons=told.get("reasons", [])[:3],
        stage_since=iso(told.get("stage_since", 0)),
        first_seen=iso(judged.first_seen),
        last_seen=iso(judged.last_seen),
        local_time=_local_time(told.get("timezone", ""), now),
        decision=None,
    )
    row["class"] = told.get("class", "unknown")
    capped = judged.place == "lead" and not told.get("contacts_left", 1)
    if not people or judged.place != "lead" or capped:
        row.update(dict.fromkeys(CONTACT, ""))
        row["withheld"] = "frequency_cap" if capped and people else ""
    else:
        row["decision"] = decision_id(judged, channel, now)
    return row
