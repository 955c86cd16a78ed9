"""``/``, ``/review``, ``/excluded``: the three lists, to read in ten seconds a row."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, g, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tracker.api.lists import ask_of, cursor_of
from tracker.collector import Collector
from tracker.model import CLASSES, STAGES, Judged, Row
from tracker.rows import row_of
from tracker.web.frame import framed, plainly, render, seen_site, to
from tracker.web.install import home, write_keys
from tracker.wire import Ask

CHANNEL = "page"
FILTERS = ("q", "class", "stage", "min_probability", "since", "min_fit", "min_engagement", "country", "source", "seen_page", "domain", "status", "tension")
MORE = ("min_fit", "min_engagement", "country", "source", "seen_page")
CHEAP = 5000  # counting by class reads every row of a list: 2 ms per thousand


class Title(Row):
    """A list as the pages show it."""

    path: str
    title: str
    place: str
    says: str
    empty: str


LISTS = {
    "leads": Title(path="/", title="Leads", place="lead",
                   says="Probably buyers, who left a way to be reached and have not objected. Most promising first.",
                   empty="Nobody is ready for a call. Whoever turns out to be a buyer and leaves an address appears here within a second."),
    "review": Title(path="/review", title="Review", place="review",
                    says="The signs do not suffice for a verdict. Look for a moment and say who it is.",
                    empty="Nobody waits for your judgement."),
    "excluded": Title(path="/excluded", title="Not for sales", place="excluded",
                      says="Everybody who is kept from the list of leads, with the reason. Nothing is deleted; you can change any of it.",
                      empty="Nobody is kept out."),
}  # fmt: skip


def filters() -> MultiDict:
    """The filters in the address; a form sends its empty fields too, which ask for nothing."""
    told = [(name, value.strip()) for name in (*FILTERS, "cursor", "site") for value in request.args.getlist(name)]
    return MultiDict([(name, value) for name, value in told if value])


def overruled(row: dict[str, Any]) -> str:
    """What the signs say where a person has said otherwise: the likelier class, else nothing."""
    chances, said = row.get("probabilities") or {}, row.get("class", "unknown")
    if said not in chances or said == "unknown":
        return ""
    closest = max(chances, key=lambda name: (chances[name], name == said))
    return closest if closest != said else ""


def shown_row(judged: Judged, now: int) -> dict[str, Any]:
    """A row as a list shows it; contact data only through the gate."""
    return {**row_of(judged, now, "people:read" in g.viewer.scopes, CHANNEL), "seen": judged.last_seen, "overruled": overruled(judged.row)}


def _by_class(collector: Collector, ask: Ask, total: int) -> dict[str, int | None]:
    """How many of each class the question finds; None where counting would take long."""
    if total > CHEAP:
        return dict.fromkeys(CLASSES)
    asked = {name: msgspec.structs.replace(ask, class_=(name,), after=None, limit=1) for name in CLASSES}
    return {name: found for name, one in asked.items() if (found := collector.store.slice(one).total) or name in ask.class_}


def _page(collector: Collector, name: str) -> Response:
    site = seen_site(collector)
    if site is None:
        return render(collector, "no_site.html")
    told, title, now = filters(), LISTS[name], collector.now()
    ask = plainly(ask_of, site.name, title.place, told, "people:read" in g.viewer.scopes)
    page = collector.store.slice(ask)
    rows = [shown_row(judged, now) for judged in page.rows]
    collector.note_leaving(site.name, rows, CHANNEL)
    kept = {field: told.getlist(field) for field in FILTERS if field in told}
    return render(
        collector, "list.html", list_=title, name=name, rows=rows, total=page.total, told=told, filtered=bool(kept),
        more=any(field in told for field in MORE), paged="cursor" in told, classes=CLASSES, stages=STAGES,
        by_class=_by_class(collector, ask, page.counts[title.place]) if name != "leads" else {},
        first=to(title.path, **kept), next=to(title.path, **kept, cursor=cursor_of(page.next)) if page.next else "",
        files={form: to(f"/v1/{name}", **{**kept, "site": site.name, "format": form}) for form in ("csv", "xlsx")},
        of_class=lambda who: to(title.path, **{**kept, "class": who}),
        empty_site=not sum(page.counts.values()), keys=write_keys(collector, site.name), home=home(collector),
    )  # fmt: skip


def blueprint(collector: Collector) -> Blueprint:
    """One page for each list."""
    pages = framed("list_pages", collector)

    @pages.get("/")
    def leads() -> Response:
        return _page(collector, "leads")

    @pages.get("/review")
    def review() -> Response:
        return _page(collector, "review")

    @pages.get("/excluded")
    def excluded() -> Response:
        return _page(collector, "excluded")

    return pages
