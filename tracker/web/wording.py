"""How the pages say things: times, numbers, people, events. Plain text only; the templates escape it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tracker.explain import NAMES
from tracker.model import STEPS

SPANS = ((31_536_000, "year"), (2_592_000, "month"), (604_800, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute"))
OUTCOMES = {"won": "Won", "lost": "Lost", "no_answer": "No answer", "bad_data": "Contact data is false", "not_now": "Not now"}
DONE = {"page": "Looked at", "screen": "Opened the screen", "group": "Belongs to", "alias": "Is the same as an earlier visitor"}
LONG = 160
TRAITS = {"domain_type": "Kind of address", "gpc": "Privacy signal", "os": "System", "created_at": "Customer since", "landing": "First page"}


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def exact(at: int) -> str:
    """A moment to the second, in UTC; "" for none."""
    return _utc(at).strftime("%Y-%m-%d %H:%M:%S UTC") if at else ""


def clock_time(at: int) -> str:
    """Hour and minute in UTC."""
    return _utc(at).strftime("%H:%M")


def day(at: int) -> str:
    """A day with its weekday, for a heading."""
    return _utc(at).strftime("%A, %-d %B %Y")


def ago(at: int, now: int) -> str:
    """How long ago a moment was, in one unit."""
    if not at:
        return "never"
    seconds = (now - at) // 1000
    for size, word in SPANS:
        if seconds >= size:
            count = seconds // size
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    return "just now" if seconds > -120 else exact(at)[:10]


def percent(chance: float) -> str:
    """A probability as people write it; never 0 % or 100 %, for nothing is certain."""
    told = round(100 * chance)
    return "< 1\u00a0%" if not told else "> 99\u00a0%" if told == 100 else f"{told}\u00a0%"


def signed(points: int) -> str:
    """Points with their sign: +1 200, −350."""
    return f"{'−' if points < 0 else '+'}{abs(points):,}".replace(",", "\u202f")


def whole(number: int) -> str:
    """A number with a thin space at the thousands."""
    return f"{number:,}".replace(",", "\u202f").replace("-", "−")


def class_name(name: str) -> str:
    """A class as a heading: Job seeker."""
    return NAMES.get(name, name).capitalize()


def trait_name(name: str) -> str:
    """What somebody said or showed of themselves, as a heading."""
    return TRAITS.get(name, name.replace("_", " ").capitalize())


def short(told: Any, most: int = LONG) -> str:
    """Text cut to a length that a page bears."""
    told = str(told)
    return told if len(told) <= most else told[: most - 1] + "…"


def web_address(told: Any) -> str:
    """An address that may become a link: http and https only. "" for all else (javascript:, data:, a path)."""
    told = str(told or "")
    return told if told[:8].lower().startswith(("http://", "https://")) else ""


def mail_address(told: Any) -> str:
    """The target of a link that writes to somebody; nothing in the address can add a subject or a copy."""
    return "mailto:" + quote(str(told), safe="@")


def phone_number(told: Any) -> str:
    """The target of a link that calls somebody."""
    return "tel:" + "".join(char for char in str(told) if char in "+0123456789")


def who(row: dict[str, Any]) -> str:
    """How to call somebody: name, company, or where they come from."""
    if row.get("name") or row.get("email"):
        return short(row.get("name") or row["email"], 80)
    for field, start in (("company", "Somebody at"), ("organisation", "Visitor from"), ("country", "Visitor from")):
        if row.get(field):
            return f"{start} {short(row[field], 80)}"
    return f"Visitor {row['id'][1:7]}"


def stage_steps(stage: str) -> int:
    """How many of the six steps of the relationship are reached; 0 for bounced and lapsed."""
    return STEPS.index(stage) + 1 if stage in STEPS else 0


def happened(step: dict[str, Any]) -> str:
    """An event in a few words."""
    kind, name = step["kind"], step["name"]
    if kind == "track":
        return short(name)
    if kind == "identify":
        return "Said who they are"
    object_ = (step["title"] or step["path"] or step["url"] or name) if kind == "page" else name
    return short(f"{DONE.get(kind, kind)} {object_}".strip())


def pretty(told: Any) -> str:
    """A value as it was sent, to read."""
    return json.dumps(told, ensure_ascii=False, indent=2, default=str)


FILTERS = {
    "ago": ago, "class_name": class_name, "clock_time": clock_time, "day": day, "exact": exact, "happened": happened,
    "mail_address": mail_address, "percent": percent, "phone_number": phone_number, "pretty": pretty, "short": short,
    "signed": signed, "stage_steps": stage_steps, "trait_name": trait_name, "web_address": web_address, "who": who, "whole": whole,
}  # fmt: skip
