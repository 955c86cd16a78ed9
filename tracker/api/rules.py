"""``/v1/rules``: a site's own rules: what is in force, who changed what and why, and drafts: check, diff, publish, revert."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from flask import Blueprint, Response, g, jsonify, request

from tracker import editions, ruling
from tracker.access import asker, problem, site_of
from tracker.collector import Collector
from tracker.drafts import Draft
from tracker.model import Site
from tracker.rows import iso

SCOPE = "rules:write"
MOST = 5000  # visitors judged twice for a diff, about 4 ms each; `winnow rules diff` judges all


def asked() -> dict[str, Any]:
    """The JSON object that was sent; {} for anything else."""
    told = request.get_json(force=True, silent=True)
    return told if isinstance(told, dict) else {}


def told_in_full(error: ValueError) -> NoReturn:
    """Stop with 400: the first fault, and below it all others."""
    first, *rest = str(error).splitlines()
    problem(400, "bad_rules", first, "\n".join(rest) or '{"text": "[thresholds]\\nprospect = 650\\n"}')


def checked(collector: Collector, text: Any) -> Draft:
    """The draft in a text; stops with 400 that names every fault with its line."""
    try:
        return ruling.draft(collector, text)
    except ValueError as error:
        told_in_full(error)


def blueprint(collector: Collector) -> Blueprint:
    """The routes of rules."""
    api = Blueprint("rules", __name__)

    def site(scope: str) -> Site:
        return site_of(collector, asker(collector, request, scope), request.args.get("site"))

    def put(change: Callable[..., dict[str, Any]], found: Site, told: dict[str, Any], wanted: Any) -> Response:
        if not str(told.get("note") or "").strip():
            problem(400, "no_note", "a version needs a reason", '{"note": "why, in a sentence; the history shows it"}')
        try:
            return jsonify(success=True, **change(collector, found, wanted, told["note"], g.asker.name))
        except ValueError as error:
            told_in_full(error)

    @api.get("/v1/rules")
    def rules() -> Response:
        """The owner's rules as TOML, and their history, the newest first."""
        found = site("leads:read")
        versions = [{**row, "at": iso(row["at"])} for row in ruling.history(collector, found)]
        return jsonify(site=found.name, rulebook=collector.rulebook.edition(found), text=ruling.own(collector, found), in_force=editions.fields(found), versions=versions)

    @api.post("/v1/rules/check")
    def check() -> Response:
        """Check a draft: every fault with line and remedy; nothing is changed."""
        site(SCOPE)
        draft = checked(collector, asked().get("text"))
        return jsonify(success=True, rules=sum(1 for _ in editions.flat(draft.tables)), tables=list(draft.tables), warnings=list(draft.warnings))

    @api.post("/v1/rules/diff")
    def diff() -> Response:
        """Who would move by a draft, and who of them bought; nothing is changed."""
        found = site(SCOPE)
        draft = checked(collector, asked().get("text"))
        told = ruling.moved(collector, found, draft, MOST)
        told["moves"] = [{key: value for key, value in move.items() if key != "name"} for move in told["moves"]]  # no contact data here
        return jsonify(success=True, site=found.name, warnings=list(draft.warnings), **told)

    @api.post("/v1/rules/publish")
    def publish() -> Response:
        """Put a draft in force as a new version; everybody is judged again."""
        found, told = site(SCOPE), asked()
        return put(ruling.publish, found, told, told.get("text"))

    @api.post("/v1/rules/revert")
    def revert() -> Response:
        """Put an earlier version (number or digest) in force again, as a new one."""
        found, told = site(SCOPE), asked()
        return put(ruling.revert, found, told, told.get("version"))

    return api
