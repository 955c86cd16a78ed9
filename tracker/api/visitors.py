"""``/v1/visitors/{id}``: one person, their timeline, the explanation, and what sales says of them."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, g, jsonify, request

from tracker import deciding
from tracker.access import asker, problem, site_of
from tracker.api.lists import moment
from tracker.collector import Collector
from tracker.identity import public_id
from tracker.model import CLASSES, OUTCOMES, Event, Judged, Known, Site
from tracker.parts import as_it_was
from tracker.pipeline import explain, judge
from tracker.rows import CONTACT, iso, readable, row_of
from tracker.veil import HIDDEN, masked, veiled

WRITE = "trusted"  # what a key needs to change something; people who are signed in may
TIMELINE = 200


def found_visitor(collector: Collector, identity: str, scope: str) -> tuple[Site, Known]:
    """The visitor of any id, in the sites that the asker may see; stops with 404 otherwise."""
    who = asker(collector, request, scope)
    wanted = request.args.get("site")
    for name in [wanted] if wanted else who.sites:
        site = site_of(collector, who, name)
        visitor = collector.store.resolve(site.name, identity)
        known = collector.store.known(site.name, visitor) if visitor else None
        if known:
            return site, known
    problem(404, "no_visitor", f"there is no visitor {identity[:50]!r}", "use the id of a list row, an anonymousId or a userId")


def step(event: Event, contact: bool, words: bool) -> dict[str, Any]:
    """A timeline row: time, kind, name, page and the properties as sent; veiled unless contact data may be seen, or what was written."""
    told = {
        "kind": event.kind, "name": event.name, "url": event.page.url, "path": event.page.path, "title": event.page.title,
        "referrer": event.page.referrer, "anonymousId": event.device, "userId": event.account,
    }  # fmt: skip
    return {
        "at": iso(event.at), "time": iso(event.at), **(told if contact else veiled(told)),
        "properties": event.properties if contact else veiled(event.properties, words, sent=True),
        "flags": list(event.flags), "messageId": event.message, "trusted": event.trusted,
        **({"traits": event.traits} if contact and event.traits else {}),
    }  # fmt: skip


def merged(known: Known, contact: bool) -> list[dict[str, Any]]:
    """Of which parts a visitor was put together. A part is named by its public id (``node``): an account may be an e-mail address."""
    kinds = {"d": "device", "a": "account", "u": "account on a device", "e": "e-mail address"}
    return [{"kind": kinds[key[0]], "id": _called(key) if contact else masked(_called(key)), "node": public_id(known.site, key)} for key in known.nodes]


def _called(node: str) -> str:
    return node[2:].replace("\x1f", " + ") if node[0] != "e" else node[2:10] + HIDDEN


def told_merges(collector: Collector, known: Known) -> list[dict[str, Any]]:
    """The merges that people told of a visitor, each with its number, its two parts by their public ids, by whom and when (ms)."""
    rows = collector.store.merges(known.site, known.visitor)
    return [{**row, "nodes": [public_id(known.site, key) for key in row["nodes"]]} for row in rows]


def asked() -> dict[str, Any]:
    """The JSON object of the request; an empty one for anything else."""
    told = request.get_json(force=True, silent=True)
    return told if isinstance(told, dict) else {}


def blueprint(collector: Collector) -> Blueprint:
    """The visitors' routes."""
    api = Blueprint("visitors", __name__)

    def looked_at(known: Known) -> tuple[Known, int]:
        """What was known at the moment asked for (now, where none is)."""
        if "as_of" not in request.args:
            return known, collector.now()
        at = moment("as_of", request.args["as_of"])
        was = as_it_was(known, at)
        if was is None:
            problem(404, "not_seen_yet", "this visitor had not been seen then", f"first seen {iso(known.first_seen)}")
        return was, at

    def through_the_gate(site: Site, known: Known, at: int) -> tuple[Judged, dict[str, Any]]:
        """Somebody as they stood at a moment, and their row; that contact data leaves is remembered."""
        judged = judge(known, site, collector.rulebook, at)
        row = row_of(judged, collector.now(), "people:read" in g.asker.scopes and "as_of" not in request.args)
        collector.note_leaving(site.name, [row], "api")
        return judged, row

    @api.get("/v1/visitors/<path:identity>/timeline")
    def timeline(identity: str) -> Response:
        site, known = found_visitor(collector, identity, "leads:read")
        before = moment("before", request.args["before"]) if "before" in request.args else None
        events = collector.store.events(site.name, known.visitor, TIMELINE + 1, before)
        shown = events[:TIMELINE]
        more = shown[-1].at if len(events) > TIMELINE else None
        judged, row = through_the_gate(site, known, collector.now())
        # The owner's back end sent these events itself and may compare what arrived: to its trusted key they are as sent.
        own = {"trusted", "people:read"} <= g.asker.scopes and "admin" not in g.asker.scopes
        contact, words = own or bool(row["decision"]), "people:read" in g.asker.scopes and readable(judged)
        return jsonify(id=known.visitor, timeline=[step(event, contact, words) for event in shown], next_before=more, total=known.events, decision=row["decision"])

    @api.get("/v1/visitors/<path:identity>/explain")
    def explained(identity: str) -> Response:
        site, known = found_visitor(collector, identity, "leads:read")
        known, at = looked_at(known)
        return jsonify(id=known.visitor, **veiled(explain(known, site, collector.rulebook, at)))

    @api.get("/v1/visitors/<path:identity>")
    def visitor(identity: str) -> Response:
        site, known = found_visitor(collector, identity, "leads:read")
        people = "people:read" in g.asker.scopes
        known, at = looked_at(known)
        judged, row = through_the_gate(site, known, at)
        contact = bool(row["decision"])
        traits = {name: trait.value for name, trait in known.traits.items() if contact or name not in (*CONTACT, "landing")}
        said = list(known.dispositions) if people else [{**told, "note": told["note"] and HIDDEN} for told in known.dispositions]
        evidence = [{"signal": name, "day": day, **msgspec.to_builtins(mark)} for (name, day), mark in sorted(known.evidence.marks.items())]
        return jsonify(
            **row, site=site.name, probabilities=judged.row["probabilities"], traits=traits if contact else veiled(traits),
            merged=merged(known, contact), merges=told_merges(collector, known), dispositions=said if contact else veiled(said), evidence=veiled(evidence),
        )  # fmt: skip

    @api.post("/v1/visitors/<path:identity>/disposition")
    def disposition(identity: str) -> Response:
        _, known = found_visitor(collector, identity, WRITE)
        told = asked()
        said, outcome, note = told.get("class") or "", told.get("outcome") or "", told.get("note") or ""
        if said and said not in CLASSES:
            problem(400, "bad_class", f"class {str(said)[:50]!r} does not exist", f"there are: {', '.join(CLASSES)}")
        if outcome and outcome not in OUTCOMES:
            problem(400, "bad_outcome", f"outcome {str(outcome)[:50]!r} does not exist", f"there are: {', '.join(OUTCOMES)}")
        if not said and not outcome:
            problem(400, "empty", "a disposition needs a class or an outcome", '{"class": "prospect", "outcome": "won", "note": "..."}')
        return jsonify(success=True, id=known.visitor, **deciding.dispose(collector, known, said, outcome, note, g.asker.name))

    @api.post("/v1/visitors/<path:identity>/merge")
    def merge(identity: str) -> Response:
        site, known = found_visitor(collector, identity, WRITE)
        wanted = str(asked().get("with") or "")
        other = wanted and collector.store.resolve(site.name, wanted)
        if not other:
            problem(404, "no_visitor", f"there is no visitor {wanted[:50]!r} to merge with", '{"with": "<id>"}')
        if other == known.visitor:
            problem(409, "one_already", f"{wanted[:50]!r} is this visitor already", "nothing is to be done")
        number = deciding.merge(collector, known, identity, wanted, g.asker.name)
        if not number:
            problem(409, "joins_nothing", f"this visitor and {wanted[:50]!r} stay apart: one of them is a computer that several accounts use, or was taken out of a visitor",
                    "merge with an account on that computer instead, or put the part back: unmerge it with undo")  # fmt: skip
        return jsonify(success=True, id=collector.store.resolve(site.name, known.visitor), merge=number)

    @api.post("/v1/visitors/<path:identity>/unmerge")
    def unmerge(identity: str) -> Response:
        site, known = found_visitor(collector, identity, WRITE)
        told = asked()
        done = deciding.unmerge(collector, known, told.get("merge"), str(told.get("node") or ""), bool(told.get("undo")))
        if not done:
            said = repr(told.get("merge") or told.get("node") or "")
            problem(400, "no_node", f"{said[:50]} is no part or merge of this visitor", "take `node` of one of `merged`, or `merge` of one of `merges`, in GET /v1/visitors/{id}")
        whole, apart = (deciding.visitor_of(collector, site.name, node) for node in done)
        return jsonify(success=True, id=whole, apart=apart if apart != whole else None)

    @api.post("/v1/visitors/<path:identity>/suppress")
    def suppress(identity: str) -> Response:
        _, known = found_visitor(collector, identity, WRITE)
        return jsonify(success=True, id=known.visitor, reason=deciding.suppress(collector, known, asked().get("reason")))

    return api
