"""Whom to remind of what they left in the cart: something added or a checkout begun, and nothing bought since.

Looked at are the 5,000 visitors seen last; the cart is at least an hour and at most 30 days old.
"""

from __future__ import annotations

from typing import Any

from tracker.model import DAY_MS, Mark, Site
from tracker.reports import Report
from tracker.rows import iso
from tracker.score import BUYER
from tracker.wall import counting

REPORT = Report(says="Visitors who left something in the cart.", picture="table", audience=True)
CART = ("added_to_cart", "cart_viewed", "checkout_started")
SEEN, HOUR, OLDEST = 5000, 3_600_000, 30 * DAY_MS


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """Members by number, with what is remembered of each: latest cart first."""
    numbers = store.ask(counting.recent, site.name, SEEN)
    found = store.ask(counting.marks, site.name, numbers, [f"action:{name}" for name in (*CART, *BUYER)])
    members = {number: left for number, marks in found.items() if (left := _left(marks, now))}
    return {"members": dict(sorted(members.items(), key=lambda item: item[1]["since"], reverse=True))}


def _left(marks: dict[tuple[str, int], Mark], now: int) -> dict[str, Any] | None:
    """When the cart was left and how far they had come; None where something was bought since."""

    def last(names: tuple[str, ...]) -> int:
        return max((mark.last for (name, _), mark in marks.items() if name.removeprefix("action:") in names), default=0)

    touched = last(CART)
    if not touched or last(BUYER) >= touched or not HOUR <= now - touched <= OLDEST or not (last(CART[:1]) or last(CART[2:])):
        return None
    return {"since": iso(touched), "step": "checkout" if last(CART[2:]) else "cart", "added": sum(mark.count for (name, _), mark in marks.items() if name == "action:added_to_cart")}
