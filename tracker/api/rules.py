"""``/v1/rules``: a site's own rules: what is in force, who changed what and why, and drafts: check, diff, publish, revert."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from tracker import editions
from tracker.access import asker, problem, site_of
from tracker.collector import Collector
from tracker.commands import run
from tracker.drafts import MOST_BYTES, Draft, draft_of
from tracker.model import Site
from tracker.rehearse import dry_run
from tracker.rows import iso

SCOPE = "rules:write"
MOST = 5000  # visitors judged twice for a diff, about 4 ms each; `winnow rules diff` judges all
DRAFT = "the draft"  # how faults call it: there is no file


def asked() -> dict[str, Any]:
    """The JSON object that was sent; {} for anything else."""
    told = request.get_json(force=True, silent=True)
    return told if isinstance(told, dict) else {}


def checked(collector: Collector, text: Any) -> Draft:
    """The draft in a text; stops with 400 that names every fault with its line."""
    if not isinstance(text, str) or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        problem(400, "bad_rules", f"`text` must hold the rules as TOML, at most {MOST_BYTES:,} bytes", '{"text": "[thresholds]\\nprospect = 650\\n"}')
    try:
        return draft_of(text, DRAFT, collector.rulebook)
    except ValueError as error:
        first, *rest = str(error).splitlines()
        problem(400, "bad_rules", first, "\n".join(rest))


def history(collector: Collector, site: Site) -> list[dict[str, Any]]:
    """The versions of a site's rules, the newest first."""
    return [{**row, "at": iso(row["at"])} for row in reversed(editions.told(collector.store.history.versions(site.name), collector.rulebook))]


def blueprint(collector: Collector) -> Blueprint:
    """The routes of rules."""
    api = Blueprint("rules", __name__)

    def site(scope: str) -> Site:
        return site_of(collector, asker(collector, request, scope), request.args.get("site"))

    def put(command: str, told: dict[str, Any], **given: Any) -> Response:
        note = str(told.get("note") or "").strip()[:1000]
        if not note:
            problem(400, "no_note", "a version needs a reason", '{"note": "why, in a sentence; the history shows it"}')
        try:
            return jsonify(success=True, **run(collector, command, {**given, "note": note, "author": g.asker.name}))
        except ValueError as error:
            problem(400, "bad_rules", str(error))

    @api.get("/v1/rules")
    def rules() -> Response:
        """The owner's rules as TOML, and their history, the newest first."""
        found = site("leads:read")
        text = editions.owners_text(found, collector.store.history.latest(found.name))
        return jsonify(site=found.name, rulebook=collector.rulebook.edition(found), text=text, in_force=editions.fields(found), versions=history(collector, found))

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
        told = dry_run(collector.store, found, draft.tables, collector.rulebook, collector.world, collector.now(), MOST)
        told["moves"] = [{key: value for key, value in move.items() if key != "name"} for move in told["moves"]]  # no contact data here
        return jsonify(success=True, site=found.name, warnings=list(draft.warnings), **told)

    @api.post("/v1/rules/publish")
    def publish() -> Response:
        """Put a draft in force as a new version; everybody is judged again."""
        found, told = site(SCOPE), asked()
        checked(collector, told.get("text"))
        return put("rules_publish", told, site=found.name, text=told["text"], file=DRAFT)

    @api.post("/v1/rules/revert")
    def revert() -> Response:
        """Put an earlier version (number or digest) in force again, as a new one."""
        found, told = site(SCOPE), asked()
        return put("rules_revert", told, site=found.name, version=str(told.get("version") or ""))

    return api
