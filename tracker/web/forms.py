"""``/forms``: where forms lose people. Which field is left empty, retyped, refused or given up at; phone and desktop side by side."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from tracker.collector import Collector
from tracker.reports import friction
from tracker.veil import veiled
from tracker.web.frame import framed, render, seen_site

ENOUGH = 10  # of fewer, shares jump by more than a tenth with one visitor


def by_form(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The report's rows by form, the one that loses most people first; within a form, desktop before phone."""
    lost: dict[str, int] = {}
    for row in rows:
        lost[row["form"]] = lost.get(row["form"], 0) + row["abandoned"]
    names = sorted(lost, key=lambda name: (-lost[name], name))
    return {name: sorted((row for row in rows if row["form"] == name), key=lambda row: row["device"]) for name in names}


def worst(row: dict[str, Any]) -> dict[str, Any] | None:
    """The field at which most gave up, if there is one."""
    return next((field for field in row["fields"] if field["gave_up"]), None)


def seconds(told: int) -> str:
    """Milliseconds as people say them: "0.8 s", "14 s", "2 min"."""
    if told < 50:
        return "< 0.1 s" if told else "–"
    return f"{told / 1000:.1f} s" if told < 9_950 else f"{told / 1000:.0f} s" if told < 119_500 else f"{told / 60_000:.0f} min"


def blueprint(collector: Collector) -> Blueprint:
    """The page of forms."""
    pages = framed("forms_page", collector)

    @pages.get("/forms")
    def forms() -> Response:
        site = seen_site(collector)
        if site is None:
            return render(collector, "no_site.html")
        told = veiled(friction.make(collector.store, site, collector.now(), {}))
        return render(collector, "forms.html", forms=by_form(told["forms"]), looked_at=told["visitors"], worst=worst, seconds=seconds, enough=ENOUGH)

    return pages
