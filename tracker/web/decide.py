"""What a sales person decides on a visitor's page: who it is, no contact, what belongs together."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response

from tracker.api.visitors import named_part, rest_of
from tracker.collector import Collector
from tracker.identity import email_key, public_id
from tracker.model import CLASSES, Known
from tracker.web.frame import framed, to
from tracker.web.visitor import found
from tracker.web.wording import OUTCOMES

NOTE, REASON = 1000, 200


def _back(visitor: str, done: str, **told: Any) -> Response:
    return redirect(to(f"/visitors/{visitor}", done=done, **told), 303)


def _choice(name: str, allowed: Any) -> str:
    told = request.form.get(name, "")
    if told and told not in allowed:
        abort(400, f"{name} = {told[:50]!r} does not exist. There are: {', '.join(allowed)}.")
    return told


def _digests(known: Known) -> set[str]:
    """All under which somebody is to be left alone: every id of theirs, and the address."""
    email = known.traits.get("email")
    return set(known.nodes) | ({email_key(email.value)} if email else set())


def _part(known: Known) -> str:
    """The node that a form names by its public id."""
    named = request.form.get("part", "")
    for node in known.nodes:
        if public_id(known.site, node) == named:
            return node
    abort(400, "This is no part of this visitor (any more). Reload the page.")


def blueprint(collector: Collector) -> Blueprint:
    """The forms of a visitor's page."""
    pages = framed("decide", collector)

    @pages.post("/visitors/<path:identity>/disposition")
    def disposition(identity: str) -> Response:
        site, known = found(collector, g.viewer, identity)
        said, outcome = _choice("class", CLASSES), _choice("outcome", OUTCOMES)
        if not said and not outcome:
            abort(400, "Say who it is, or how it went, or both.")
        note = request.form.get("note", "").replace("\x00", "").strip()[:NOTE]
        row = {"class": said, "outcome": outcome, "note": note, "author": g.viewer.name, "at": collector.now()}
        collector.writer.do(lambda: collector.store.dispose(site.name, known.visitor, row))
        collector.judge.wake()
        return _back(known.visitor, "said")

    @pages.post("/visitors/<path:identity>/suppress")
    def suppress(identity: str) -> Response:
        site, known = found(collector, g.viewer, identity)
        reason = request.form.get("reason", "").replace("\x00", "").strip()[:REASON] or "objection"
        now = collector.now()

        def work() -> None:
            for digest in _digests(known):
                collector.store.suppress(site.name, digest, reason, now, known.visitor)

        collector.writer.do(work)
        collector.judge.wake()
        return _back(known.visitor, "silent")

    def unjoin(site: str, known: Known, told: str) -> Response:
        if told not in (str(row["merge"]) for row in collector.store.merges(site, known.visitor)):
            abort(400, "This merge has been undone already. Reload the page.")
        collector.writer.do(lambda: collector.store.disjoin(site, int(told)))
        collector.judge.wake()
        return _back(collector.store.resolve(site, known.visitor) or known.visitor, "undone")

    @pages.post("/visitors/<path:identity>/unmerge")
    def unmerge(identity: str) -> Response:
        site, known = found(collector, g.viewer, identity)
        told = request.form.get("merge", "")
        if told:
            return unjoin(site.name, known, told)
        node = _part(known)
        collector.writer.do(lambda: collector.store.cut(site.name, node, True))
        collector.judge.wake()
        left = rest_of(known, node)
        return _back(collector.store.resolve(site.name, public_id(site.name, left)) or known.visitor, "apart", apart=public_id(site.name, node))

    @pages.post("/visitors/<path:identity>/together")
    def together(identity: str) -> Response:
        site, known = found(collector, g.viewer, identity)
        node = named_part(collector, known, request.form.get("part", ""), True) or _part(known)
        collector.writer.do(lambda: collector.store.cut(site.name, node, False))
        collector.judge.wake()
        return _back(collector.store.resolve(site.name, public_id(site.name, node)) or known.visitor, "together")

    return pages
