"""``/v1/visitors/{id}``: one person, their timeline, the explanation, and what sales says of them."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, g, jsonify, request

from tracker.access import asker, problem, site_of
from tracker.api.lists import moment
from tracker.collector import Collector
from tracker.identity import email_key
from tracker.model import CLASSES, Event, Known, Site
from tracker.pipeline import as_it_was, explain, judge
from tracker.rows import CONTACT, iso, row_of

WRITE = "trusted"  # what a key needs to change something; people who are signed in may
OUTCOMES = ("won", "lost", "no_answer", "bad_data", "not_now")
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


def step(event: Event, people: bool) -> dict[str, Any]:
    """A timeline row: time, kind, name, page and the properties as sent."""
    told = {
        "at": iso(event.at), "time": iso(event.at), "kind": event.kind, "name": event.name, "url": event.page.url, "path": event.page.path,
        "title": event.page.title, "referrer": event.page.referrer, "properties": event.properties, "flags": list(event.flags),
        "messageId": event.message, "anonymousId": event.device, "userId": event.account, "trusted": event.trusted,
    }  # fmt: skip
    if people and event.traits:
        told["traits"] = event.traits
    if not people:
        told["properties"] = {name: "" if hides(name, value) else value for name, value in event.properties.items()}
    return told


def hides(name: str, value: Any) -> bool:
    """Whether a property is contact data, or holds free text that may, for somebody without people:read."""
    shown = name.lower()
    return "@" in str(value) or any(word in shown for word in ("mail", "phone", "tel", "name", "message", "fields", "inputs"))


def merges(collector: Collector, known: Known) -> list[dict[str, Any]]:
    """Of which parts a visitor was put together, and how each is called from outside."""
    kinds = {"d": "device", "a": "account", "u": "account on a device", "e": "e-mail address"}
    return [{"kind": kinds[key[0]], "id": key[2:].replace("\x1f", " + ") if key[0] != "e" else key[2:10] + "…", "node": key} for key in known.nodes]


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

    @api.get("/v1/visitors/<path:identity>/timeline")
    def timeline(identity: str) -> Response:
        site, known = found_visitor(collector, identity, "leads:read")
        before = moment("before", request.args["before"]) if "before" in request.args else None
        events = collector.store.events(site.name, known.visitor, TIMELINE + 1, before)
        shown = events[:TIMELINE]
        more = shown[-1].at if len(events) > TIMELINE else None
        people = "people:read" in g.asker.scopes
        return jsonify(id=known.visitor, timeline=[step(event, people) for event in shown], next_before=more, total=known.events)

    @api.get("/v1/visitors/<path:identity>/explain")
    def explained(identity: str) -> Response:
        site, known = found_visitor(collector, identity, "leads:read")
        known, at = looked_at(known)
        return jsonify(id=known.visitor, **explain(known, site, collector.rulebook, at))

    @api.get("/v1/visitors/<path:identity>")
    def visitor(identity: str) -> Response:
        site, known = found_visitor(collector, identity, "leads:read")
        people = "people:read" in g.asker.scopes
        known, at = looked_at(known)
        judged = judge(known, site, collector.rulebook, at)
        row = row_of(judged, collector.now(), people and "as_of" not in request.args)
        if row["decision"]:
            collector.writer.do(lambda: collector.store.note_decisions(site.name, [(row["decision"], row["id"])], "api", collector.now()))
        traits = {name: trait.value for name, trait in known.traits.items() if row["decision"] or name not in (*CONTACT, "landing")}
        return jsonify(
            **row, site=site.name, probabilities=judged.row["probabilities"], traits=traits, merged=merges(collector, known),
            dispositions=list(known.dispositions),
            evidence=[{"signal": name, "day": day, **msgspec.to_builtins(mark)} for (name, day), mark in sorted(known.evidence.marks.items())],
        )  # fmt: skip

    @api.post("/v1/visitors/<path:identity>/disposition")
    def disposition(identity: str) -> Response:
        site, known = found_visitor(collector, identity, WRITE)
        told = request.get_json(force=True, silent=True)
        told = told if isinstance(told, dict) else {}
        said, outcome, note = told.get("class") or "", told.get("outcome") or "", told.get("note") or ""
        if said and said not in CLASSES:
            problem(400, "bad_class", f"class {str(said)[:50]!r} does not exist", f"there are: {', '.join(CLASSES)}")
        if outcome and outcome not in OUTCOMES:
            problem(400, "bad_outcome", f"outcome {str(outcome)[:50]!r} does not exist", f"there are: {', '.join(OUTCOMES)}")
        if not said and not outcome:
            problem(400, "empty", "a disposition needs a class or an outcome", '{"class": "prospect", "outcome": "won", "note": "..."}')
        row = {"class": said, "outcome": outcome, "note": str(note)[:1000].encode("utf-8", "replace").decode().replace("\0", ""), "author": g.asker.name, "at": collector.now()}
        collector.writer.do(lambda: collector.store.dispose(site.name, known.visitor, row))
        collector.judge.wake()
        return jsonify(success=True, id=known.visitor, **row)

    @api.post("/v1/visitors/<path:identity>/<any(merge, unmerge):verb>")
    def regroup(identity: str, verb: str) -> Response:
        site, known = found_visitor(collector, identity, WRITE)
        told = request.get_json(force=True, silent=True)
        told = told if isinstance(told, dict) else {}
        if verb == "merge":
            other = collector.store.resolve(site.name, str(told.get("with") or ""))
            with_whom = collector.store.known(site.name, other) if other else None
            if not with_whom:
                problem(404, "no_visitor", f"there is no visitor {str(told.get('with'))[:50]!r} to merge with", '{"with": "<id>"}')
            collector.writer.do(lambda: collector.store.join(site.name, known.nodes[0], with_whom.nodes[0]))
        else:
            node = str(told.get("node") or "")
            if node not in known.nodes:
                problem(400, "no_node", f"{node[:50]!r} is no part of this visitor", "take `node` of one of `merged` in GET /v1/visitors/{id}")
            collector.writer.do(lambda: collector.store.cut(site.name, node, not told.get("undo")))
        collector.judge.wake()
        return jsonify(success=True, id=collector.store.resolve(site.name, known.visitor))

    @api.post("/v1/visitors/<path:identity>/suppress")
    def suppress(identity: str) -> Response:
        site, known = found_visitor(collector, identity, WRITE)
        told = request.get_json(force=True, silent=True)
        reason = str(told.get("reason") or "objection")[:200].encode("utf-8", "replace").decode().replace("\0", "") if isinstance(told, dict) else "objection"
        keys = set(known.nodes) | ({email_key(known.traits["email"].value)} if "email" in known.traits else set())

        def work() -> None:
            for key in keys:
                collector.store.suppress(site.name, key, reason, collector.now(), known.visitor)

        collector.writer.do(work)
        collector.judge.wake()
        return jsonify(success=True, id=known.visitor, reason=reason)

    return api
