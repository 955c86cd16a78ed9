"""``/v1/destinations`` and ``/v1/deliveries``: who is told of leads, what waits and what is dead; test and resend.

Destinations are made at the command line only: where contact data goes is for whoever owns the machine to say.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from tracker.access import asker, problem, site_of
from tracker.addressbook import STATES, deliveries, shown
from tracker.collector import Collector
from tracker.commands import run

MOST = 200


def _number(name: str, told: Any, default: int | None) -> int | None:
    if told is None:
        return default
    if not (isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 2**62 or isinstance(told, str) and told.isascii() and told.isdigit() and len(told) < 18):
        problem(400, "bad_number", f"{name} = {str(told)[:50]!r} is no sequence number", f"for example {name}=0")
    return int(told)


def blueprint(collector: Collector) -> Blueprint:
    """The routes of destinations."""
    api = Blueprint("destinations", __name__)

    def site(scope: str) -> str:
        return site_of(collector, asker(collector, request, scope), request.args.get("site")).name

    def act(name: str, act: str, **given: Any) -> Any:
        try:
            return run(collector, "destination", {"act": act, "site": site("admin"), "name": name, **given})
        except ValueError as error:
            problem(404, "no_destination", str(error), "GET /v1/destinations lists them")

    @api.get("/v1/destinations")
    def destinations() -> Response:
        """Who is told when somebody becomes a lead or leaves the list; no secrets."""
        return jsonify(destinations=shown(collector.store, site("leads:read")))

    @api.get("/v1/deliveries")
    def listed() -> Response:
        """Messages to destinations by sequence number: waiting, done or dead."""
        name, state = site("leads:read"), request.args.get("state", "")
        if state and state not in STATES:
            problem(400, "bad_filter", f"state = {state[:50]!r} does not exist", f"there are: {', '.join(STATES)}")
        limit = max(1, min(_number("limit", request.args.get("limit"), MOST) or MOST, MOST))
        rows = deliveries(collector.store, name, state, request.args.get("destination", "")[:100], _number("after", request.args.get("after"), 0) or 0, limit)
        return jsonify(deliveries=rows, next_after=rows[-1]["sequence"] if len(rows) == limit else None)

    @api.post("/v1/destinations/<name>/test")
    def test(name: str) -> Response:
        """Send a test that speaks of nobody; whether it was taken."""
        return jsonify(success=True, **act(name, "test"))

    @api.post("/v1/destinations/<name>/resend")
    def resend(name: str) -> Response:
        """Send again what is dead; one delivery; or everything behind a sequence number."""
        told = request.get_json(force=True, silent=True)
        told = told if isinstance(told, dict) else {}
        count = act(name, "resend", after=_number("after", told.get("after"), None), sequence=_number("sequence", told.get("sequence"), None))
        return jsonify(success=True, sent=count)

    return api
