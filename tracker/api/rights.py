"""``/v1/me``: a person's own data, verdict and signs in plain words, for whoever holds the signed link; objection and correction.

The link comes from ``winnow access PERSON --link``. A browser gets a page, a program JSON.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for

from tracker.access import problem
from tracker.collector import Collector
from tracker.disclosure import PURPOSE, RIGHTS, note_reading, summary
from tracker.model import CLASSES, Known
from tracker.pipeline import judge
from tracker.privacy import CORRECTABLE, correct, holder, object_to_contact

NO_LINK = "the link is not valid (any more)", "ask the owner of the site for a new one: winnow access PERSON --link"
# What somebody may say they are, in words that offend nobody; programs do not read this page.
CLAIMS = {"prospect": "I am interested in what you offer", "customer": "I am a customer", "job_seeker": "I am looking for work", "student": "I study or teach",
          "other": "I am a partner, supplier, journalist, investor or the like", "competitor": "I work for somebody who offers the same"}  # fmt: skip
DONE = {"objected": "Your objection is noted. Nobody will contact you.", "corrected": "Your correction is noted.", "asked": "Thank you. A person will look at this and decide; until then sales leaves you alone."}


def _told() -> dict[str, Any]:
    """What a POST says, as JSON or as a form of the page."""
    told = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    return told if isinstance(told, dict) else {}


def blueprint(collector: Collector) -> Blueprint:
    """The routes of the person themselves; the token is the only key."""
    api = Blueprint("rights", __name__)

    def whoever(token: Any) -> Known:
        found = holder(collector, token) if isinstance(token, str) and token else None
        known = collector.store.known(*found) if found else None
        if not known or not known.events:
            problem(401, "bad_token", *NO_LINK)
        return known

    def done(what: str, **told: Any) -> Response:
        collector.judge.wake()
        return jsonify(success=True, **told) if request.is_json else redirect(url_for("rights.me", token=_told()["token"], done=what), 303)

    def reads_pages() -> bool:
        return not request.is_json and request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"

    @api.after_request
    def refused(response: Response) -> Response:
        """A refusal as a page, for a browser."""
        told = response.get_json(silent=True) if response.status_code >= 400 else None
        return Response(render_template("me.html", refused=told), response.status_code, mimetype="text/html") if told and reads_pages() else response

    @api.get("/v1/me")
    def me() -> Response:
        """Your own data, verdict and signs."""
        token = request.args.get("token", "")
        known = whoever(token)
        judged = judge(known, collector.sites[known.site], collector.rulebook, collector.now())
        note_reading(collector, judged, "me")
        mine = {**summary(collector, known, judged), "purpose": PURPOSE, "rights": RIGHTS}
        if not reads_pages():
            return jsonify(mine)
        said = DONE.get(request.args.get("done", ""), "")
        return Response(render_template("me.html", mine=mine, token=token, fields=CORRECTABLE, claims=CLAIMS, done=said, contested=judged.row["reason"] == "contested"), mimetype="text/html")

    @api.post("/v1/me/object")
    def objects() -> Response:
        """Object to every contact."""
        told = _told()
        known = whoever(told.get("token"))
        reason = f"objected themselves: {told.get('reason') or 'no reason given'}"
        object_to_contact(collector, known.visitor, known.site, reason)
        return done("objected", objected=True)

    @api.post("/v1/me/correct")
    def corrects() -> Response:
        """Correct what is kept, or contest the verdict."""
        told = _told()
        known = whoever(told.get("token"))
        says, note = str(told.get("class") or ""), str(told.get("note") or "").replace("\x00", "")
        if says and says not in CLASSES:
            problem(400, "bad_class", f"class {says[:50]!r} does not exist", f"there are: {', '.join(CLASSES)}")
        given = told.get("traits")
        traits = given if isinstance(given, dict) else {name: told[f"traits.{name}"] for name in CORRECTABLE if told.get(f"traits.{name}")}
        if not says and not note and not any(traits.get(name) for name in CORRECTABLE):
            problem(400, "empty", "a correction needs a class, a note or traits", f"traits may be: {', '.join(CORRECTABLE)}")
        try:
            told = correct(collector, known.site, known.visitor, says, note, traits)
        except ValueError as error:
            problem(400, "bad_correction", str(error))
        return done("asked" if told["for_a_person"] else "corrected", **told)

    return api
