"""``/trust``: how far to trust the verdicts. What we said against what turned out: here, in blind samples, and before this rulebook shipped."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from tracker.collector import Collector
from tracker.reports import reliability
from tracker.web.frame import framed, render, seen_site

WIDTH = 300  # units of the picture: x and y run from 0 to 1 over it


def points(bins: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Bins as dots of the picture: the more cases, the larger; ``low`` and ``high`` are the ends of the interval."""
    most = max((row["n"] for row in bins), default=1)
    return [
        {"x": _place(row["said"]), "y": WIDTH - _place(row["was"]), "high": WIDTH - _place(row["interval"][1]), "low": WIDTH - _place(row["interval"][0]),
         "size": round(3 + 6 * (row["n"] / most) ** 0.5, 1)}
        for row in bins
    ]  # fmt: skip


def _place(share: float) -> int:
    return round(WIDTH * share)


def inside(bins: list[dict[str, Any]]) -> list[bool]:
    """Of each bin whether what was said lies within the interval of what was: then the cases do not contradict it."""
    return [row["interval"][0] <= row["said"] <= row["interval"][1] for row in bins]


def blueprint(collector: Collector) -> Blueprint:
    """The page of trust."""
    pages = framed("trust_page", collector)

    @pages.get("/trust")
    def trust() -> Response:
        site = seen_site(collector)
        if site is None:
            return render(collector, "no_site.html")
        told = reliability.make(collector.store, site, collector.now(), {})
        return render(collector, "trust.html", **told, points=points, inside=inside, wide=WIDTH)

    return pages
