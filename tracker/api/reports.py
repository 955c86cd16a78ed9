"""``/v1/reports/<name>``: numbers for pictures; ``/v1/audiences/<name>``: whom to write to, only through the outreach gate."""

from __future__ import annotations

from collections import Counter
from types import ModuleType
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from tracker import shelf
from tracker.access import asker, problem, site_of
from tracker.api.lists import MOST
from tracker.collector import Collector
from tracker.model import Judged, Site
from tracker.reports import whole
from tracker.rows import row_of
from tracker.veil import veiled
from tracker.wall import counting

# Who did not ask to be left alone but is on no list of leads may be known to the owner, without contact data.
SILENT = ("objected", "no_consent", "false_lead")
GATE_ARGUMENTS = {"limit": "how many (50)"}


def reports(audience: bool = False) -> dict[str, ModuleType]:
    """The reports, or the audiences, by their name outside."""
    found = {name.replace("_", "-"): module for name, module in shelf.load("tracker.reports").items()}
    return {name: module for name, module in found.items() if module.REPORT.audience == audience}


def _module(name: str, audience: bool, known: dict[str, str]) -> ModuleType:
    """The module of a name; stops with 404 for one that is not there, and with 400 for arguments it does not know."""
    shelved = reports(audience)
    if name not in shelved:
        kind = "audience" if audience else "report"
        problem(404, f"no_{kind}", f"there is no {kind} {name[:50]!r}", f"there are: {', '.join(shelved)}")
    allowed = {"site", *shelved[name].REPORT.arguments, *known}
    wrong = sorted(set(request.args) - allowed)
    if wrong:
        problem(400, "bad_argument", f"{name} has no argument {wrong[0][:50]!r}", f"there are: {', '.join(sorted(allowed))}")
    return shelved[name]


def gated(members: dict[int, dict[str, Any]], judged: dict[int, Judged], now: int, people: bool) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The rows of an audience, contact data through the gate only, and how many are left out for which reason."""
    rows, withheld = [], Counter()
    for number, remembered in members.items():
        row = judged.get(number)
        if row is None or row.row["reason"] in SILENT or row.row["class"] == "bot":
            withheld["not_judged" if row is None else "program" if row.row["class"] == "bot" else row.row["reason"]] += 1
        else:
            rows.append({**row_of(row, now, people, "audience"), "audience": veiled(remembered)})
    return rows, dict(withheld)


def blueprint(collector: Collector) -> Blueprint:
    """The routes of reports and audiences."""
    api = Blueprint("reports", __name__)

    def made(module: ModuleType, site: Site) -> dict[str, Any]:
        try:
            return module.make(collector.store, site, collector.now(), request.args.to_dict())
        except ValueError as error:
            problem(400, "bad_argument", str(error))

    @api.get("/v1/reports/<name>")
    def report(name: str) -> Response:
        """Numbers for a picture."""
        found = asker(collector, request, "leads:read")
        module = _module(name, False, {})
        site = site_of(collector, found, request.args.get("site"))
        told = {"report": name, "says": module.REPORT.says, "picture": module.REPORT.picture, "site": site.name}
        return jsonify({**told, **veiled(made(module, site), "people:read" in g.asker.scopes)})

    @api.get("/v1/audiences/<name>")
    def audience(name: str) -> Response:
        """Whom to write to, and about what."""
        found = asker(collector, request, "leads:read")
        module = _module(name, True, GATE_ARGUMENTS)
        site = site_of(collector, found, request.args.get("site"))
        members = made(module, site)["members"]
        judged = collector.store.ask(counting.judged, site.name, list(members), site.name)
        try:
            limit = whole(request.args.to_dict(), "limit", 50, MOST)
        except ValueError as error:
            problem(400, "bad_argument", str(error))
        rows, withheld = gated(members, judged, collector.now(), "people:read" in g.asker.scopes)
        collector.note_leaving(site.name, rows[:limit], "audience")
        return jsonify(audience=name, says=module.REPORT.says, site=site.name, rows=rows[:limit], total=len(rows), withheld=withheld)

    return api
