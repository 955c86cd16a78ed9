"""What a sales person decides on a visitor's page: who it is, no contact, what belongs together."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response

from tracker import deciding
from tracker.collector import Collector
from tracker.identity import public_id
from tracker.model import CLASSES
from tracker.web.frame import framed, to
from tracker.web.visitor import found
from tracker.web.wording import OUTCOMES

GONE = "This is no part of this visitor (any more). Reload the page."


def _back(visitor: str, done: str, **told: Any) -> Response:
    return redirect(to(f"/visitors/{visitor}", done=done, **told), 303)


def _choice(name: str, allowed: Any) -> str:
    told = request.form.get(name, "")
    if told and told not in allowed:
        abort(400, f"{name} = {told[:50]!r} does not exist. There are: {', '.join(allowed)}.")
    return told


def blueprint(collector: Collector) -> Blueprint:
    """The forms of a visitor's page."""
    pages = framed("decide", collector)

    @pages.post("/visitors/<path:identity>/disposition")
    def disposition(identity: str) -> Response:
        _, known = found(collector, g.viewer, identity)
        said, outcome = _choice("class", CLASSES), _choice("outcome", OUTCOMES)
        if not said and not outcome:
            abort(400, "Say who it is, or how it went, or both.")
        deciding.dispose(collector, known, said, outcome, request.form.get("note"), g.viewer.name)
        return _back(known.visitor, "said")

    @pages.post("/visitors/<path:identity>/suppress")
    def suppress(identity: str) -> Response:
        _, known = found(collector, g.viewer, identity)
        deciding.suppress(collector, known, request.form.get("reason"))
        return _back(known.visitor, "silent")

    @pages.post("/visitors/<path:identity>/unmerge")
    def unmerge(identity: str) -> Response:
        site, known = found(collector, g.viewer, identity)
        merge = request.form.get("merge", "")
        done = deciding.unmerge(collector, known, merge, request.form.get("part", ""))
        if not done:
            abort(400, "This merge has been undone already. Reload the page." if merge else GONE)
        if merge:
            return _back(collector.store.resolve(site.name, known.visitor) or known.visitor, "undone")
        return _back(deciding.visitor_of(collector, site.name, done[0]) or known.visitor, "apart", apart=public_id(site.name, done[1]))

    @pages.post("/visitors/<path:identity>/together")
    def together(identity: str) -> Response:
        site, known = found(collector, g.viewer, identity)
        done = deciding.unmerge(collector, known, "", request.form.get("part", ""), undo=True)
        if not done:
            abort(400, GONE)
        return _back(deciding.visitor_of(collector, site.name, done[1]) or known.visitor, "together")

    return pages
