"""``/v1/me``: a person's own data, verdict and signs in plain words, for whoever holds the signed link; objection and correction.

The link comes from ``winnow access PERSON --link``. A browser gets a page, a program JSON.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template_string, request, url_for

from tracker.access import problem
from tracker.collector import Collector
from tracker.disclosure import PURPOSE, RIGHTS, note_reading, summary
from tracker.explain import NAMES
from tracker.model import CLASSES, Known
from tracker.pipeline import judge
from tracker.privacy import CORRECTABLE, correct, holder, object_to_contact

NO_LINK = "the link is not valid (any more)", "ask the owner of the site for a new one: winnow access PERSON --link"


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><meta name="viewport" content="width=device-width">
<title>What is kept about you</title></head><body><main><h1>What {{ mine.site }} keeps about you</h1><p>{{ purpose }}</p>
<p><strong>{{ mine.verdict }}</strong></p><p>{{ mine.because }}</p>{% if mine.objection %}<p>You have objected: nobody will contact you.</p>{% endif %}
<p>Seen from {{ mine.first_seen }} to {{ mine.last_seen }}. Kept for: {{ mine.kept_for }}.</p>
<h2>Said of you</h2><table>{% for name, trait in mine.traits.items() %}<tr><th>{{ name }}</th><td>{{ trait.value }}</td><td>{{ trait.at }}</td></tr>{% endfor %}</table>
<h2>Signs</h2><table>{% for row in mine.evidence %}<tr><td>{{ row.day }}</td><td>{{ row.says }}</td><td>{{ row.count }} times</td><td>{{ row.sample }}</td></tr>{% endfor %}</table>
<p>{{ rights }}</p><h2>No contact, please</h2>
<form method="post" action="/v1/me/object"><input type="hidden" name="token" value="{{ token }}"><button>I object to being contacted</button></form>
<h2>That is wrong</h2><form method="post" action="/v1/me/correct"><input type="hidden" name="token" value="{{ token }}">
{% for name in fields %}<p><label>{{ name }} <input name="traits.{{ name }}"></label></p>{% endfor %}
<p><label>I am <select name="class"><option value="">(no answer)</option>{% for name, says in classes %}<option value="{{ name }}">{{ says }}</option>{% endfor %}</select></label></p>
<p><label>What should a person know who looks at this? <textarea name="note"></textarea></label></p><button>Send</button></form></main></body></html>"""


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

    def done(**told: Any) -> Response:
        collector.judge.wake()
        return jsonify(success=True, **told) if request.is_json else redirect(url_for("rights.me", token=_told()["token"]), 303)

    @api.get("/v1/me")
    def me() -> Response:
        """Your own data, verdict and signs."""
        token = request.args.get("token", "")
        known = whoever(token)
        judged = judge(known, collector.sites[known.site], collector.rulebook, collector.now())
        note_reading(collector, judged, "me")
        mine = {**summary(collector, known, judged), "purpose": PURPOSE, "rights": RIGHTS}
        if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
            return jsonify(mine)
        classes = [(name, NAMES[name]) for name in CLASSES if name != "unknown"]
        return Response(render_template_string(PAGE, mine=mine, token=token, purpose=PURPOSE, rights=RIGHTS, fields=CORRECTABLE, classes=classes), mimetype="text/html")

    @api.post("/v1/me/object")
    def objects() -> Response:
        """Object to every contact."""
        told = _told()
        known = whoever(told.get("token"))
        reason = f"objected themselves: {told.get('reason') or 'no reason given'}"
        object_to_contact(collector, known.visitor, known.site, reason)
        return done(objected=True)

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
            return done(**correct(collector, known.site, known.visitor, says, note, traits))
        except ValueError as error:
            problem(400, "bad_correction", str(error))

    return api
