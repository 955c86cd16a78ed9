"""``/v1/leads``, ``/v1/review``, ``/v1/excluded`` and the desks: the three lists, filtered and paged."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec
from flask import Blueprint, Response, g, jsonify, request

from tracker.access import asker, problem, site_of
from tracker.collector import Collector
from tracker.destinations import csv, xlsx
from tracker.model import CLASSES, LISTS, Judged
from tracker.parts import as_it_was
from tracker.pipeline import judge
from tracker.rows import COLUMNS, row_of
from tracker.validate import milliseconds
from tracker.wall.lists import holds, words_of
from tracker.wall.registry import DESKS
from tracker.wire import Ask, Slice

MANY = {"class": "class_", "stage": "stage", "source": "source", "country": "country", "domain": "domain", "owner": "owner",
        "status": "status", "tension": "tension"}  # fmt: skip
NUMBERS = ("min_fit", "min_engagement", "limit")
KNOWN = {*MANY, *NUMBERS, "min_probability", "since", "seen_page", "q", "cursor", "as_of", "format", "site"}
FORMATS = {"csv": csv, "xlsx": xlsx}
MOST, LOOKED_BACK = 200, 5000


def _whole(name: str, told: str, most: int) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= 9 and int(told) <= most):
        problem(400, "bad_filter", f"{name} = {told[:50]!r} is not a whole number from 0 to {most}", f"for example {name}={most // 2}")
    return int(told)


def _probability(told: str) -> int:
    try:
        chance = float(told)
    except ValueError:
        chance = -1.0
    if not 0 <= chance <= 1:
        problem(400, "bad_filter", f"min_probability = {told[:50]!r} is not a number from 0 to 1", "for example min_probability=0.8")
    return round(chance * 1000)


def moment(name: str, told: str) -> int:
    """A time given as ISO 8601 or milliseconds; stops with 400 where it is neither."""
    at = milliseconds(int(told) if told.isascii() and told.isdigit() and len(told) < 16 else told.replace(" ", "+"))
    if at is None:
        problem(400, "bad_filter", f"{name} = {told[:50]!r} is no time", f"for example {name}=2026-03-01 or 2026-03-01T09:00:00Z")
    return at


def _after(told: str) -> tuple[int, str]:
    try:
        after = msgspec.json.decode(base64.urlsafe_b64decode(told.encode() + b"=="), type=tuple[int, str])
        if -(2**63) <= after[0] < 2**63:
            return after
    except (msgspec.MsgspecError, binascii.Error, ValueError, UnicodeError):
        pass
    problem(400, "bad_cursor", f"cursor = {told[:50]!r} was not made by this server", "take next_cursor of the page before, unchanged")


def ask_of(site: str, place: str, told: Any, people: bool) -> Ask:
    """The question in a query string, asked by somebody who may read people or not. Unknown filters and senseless values stop with 400 and say so."""
    wrong = sorted(set(told) - KNOWN)
    if wrong:
        problem(400, "bad_filter", f"there is no filter {wrong[0][:50]!r}", f"there are: {', '.join(sorted(KNOWN))}")
    many = {field: tuple(part for value in told.getlist(name) for part in value.split(",") if part) for name, field in MANY.items()}
    for name in (*many["class_"], *many["tension"]):
        if name not in CLASSES:
            problem(400, "bad_filter", f"class {name[:50]!r} does not exist", f"there are: {', '.join(CLASSES)}")
    limit = _whole("limit", told.get("limit", "50"), 1_000_000)
    return Ask(
        site=site,
        place=place,
        **many,
        min_probability=_probability(told["min_probability"]) if "min_probability" in told else 0,
        min_fit=_whole("min_fit", told.get("min_fit", "0"), 100),
        min_engagement=_whole("min_engagement", told.get("min_engagement", "0"), 100),
        since=moment("since", told["since"]) if "since" in told else 0,
        seen_page=told.get("seen_page", "")[:200],
        q=told.get("q", "")[:200],
        people=people,
        limit=max(1, min(limit, MOST)),
        after=_after(told["cursor"]) if told.get("cursor") else None,
    )


def cursor_of(after: tuple[int, str] | None) -> str | None:
    """The opaque text of a place in a list."""
    return base64.urlsafe_b64encode(msgspec.json.encode(after)).decode().rstrip("=") if after else None


def _everything(collector: Collector, ask: Ask) -> list:
    """All rows of a list, page by page, for a file."""
    rows: list = []
    ask = msgspec.structs.replace(ask, limit=MOST)
    while True:
        page = collector.store.slice(ask)
        rows += page.rows
        if not page.next:
            return rows
        ask = msgspec.structs.replace(ask, after=page.next)


def _back_then(collector: Collector, ask: Ask, at: int) -> Slice:
    """A list as it was: everybody judged again by today's rules on what was known then. For up to 5,000 visitors."""
    if sum(collector.store.counts(ask.site).values()) > LOOKED_BACK:
        problem(400, "too_many", f"as_of looks back over at most {LOOKED_BACK} visitors; this site has more", "ask for one visitor with as_of")
    site, rows, counts = collector.sites[ask.site], [], dict.fromkeys(LISTS.values(), 0)
    for place in LISTS.values():
        for row in _everything(collector, Ask(site=ask.site, place=place)):
            known = collector.store.known(ask.site, row.visitor)
            was = as_it_was(known, at) if known else None
            judged = judge(was, site, collector.rulebook, at) if was and was.events else None
            if judged:
                counts[judged.place] += 1
            if judged and judged.place == ask.place and _passes(judged, ask):
                rows.append(judged)
    rows.sort(key=lambda row: (-row.rank, row.visitor))
    rest = [row for row in rows if not ask.after or (-row.rank, row.visitor) > (-ask.after[0], ask.after[1])]
    more = (rest[ask.limit - 1].rank, rest[ask.limit - 1].visitor) if len(rest) > ask.limit else None
    return Slice(rows=tuple(rest[: ask.limit]), next=more, total=len(rows), counts=counts)


def _passes(judged: Judged, ask: Ask) -> bool:
    """Whether a row passes the filters of a question (all but ``seen_page``)."""
    row = judged.row
    equal = all(not getattr(ask, field) or row.get(name, "") in getattr(ask, field) for name, field in MANY.items())
    least = row["permille"] >= ask.min_probability and row["fit"] >= ask.min_fit and row["engagement"] >= ask.min_engagement
    return equal and least and judged.last_seen >= ask.since and holds(words_of(row), ask.q, ask.people)


def blueprint(collector: Collector) -> Blueprint:
    """The lists' routes."""
    api = Blueprint("lists", __name__)

    def answer(title: str, ask: Ask) -> Response:
        form = request.args.get("format", "json")
        if "as_of" in request.args and (form != "json" or ask.desk or ask.seen_page):
            problem(400, "bad_filter", "as_of looks back over the three lists in JSON, without seen_page", "leave format, desk and seen_page out")
        if form in FORMATS:
            body = FORMATS[form].write(shown(ask, _everything(collector, ask), form), COLUMNS)
            return Response(body, content_type=FORMATS[form].TYPE, headers={"Content-Disposition": f'attachment; filename="{title}.{form}"'})
        if form != "json":
            problem(400, "bad_filter", f"format = {form[:50]!r} does not exist", "use json, csv or xlsx")
        page = _back_then(collector, ask, moment("as_of", request.args["as_of"])) if "as_of" in request.args else collector.store.slice(ask)
        rows = shown(ask, page.rows, "api")
        counts = {name: page.counts[place] for name, place in LISTS.items()}
        response = jsonify({title: rows, "next_cursor": cursor_of(page.next), "total": page.total, "counts": counts})
        stable = [{name: value for name, value in row.items() if name not in ("local_time", "decision")} for row in rows]
        response.set_etag(hashlib.blake2b(msgspec.json.encode([stable, page.total]), digest_size=12).hexdigest())
        response.headers["Cache-Control"] = "private, no-cache"
        return response.make_conditional(request)

    def shown(ask: Ask, found: Iterable[Judged], channel: str) -> list[dict[str, Any]]:
        """The rows through the gate of their purpose; whose contact data leaves is remembered."""
        desk = ask.desk[0] if ask.desk else ""
        ours = not desk or bool(g.asker.scopes & {f"desk:{desk}", "trusted"})
        # A look back shows nobody's contact data: consent, objections and the frequency cap of today are not in it.
        people = ask.people and ours and "as_of" not in request.args
        channel = f"desk:{desk}" if desk else channel
        rows = [row_of(judged, collector.now(), people, channel, desk) for judged in found]
        if ask.people and not ours:
            rows = [{**row, "withheld": "another_purpose"} for row in rows]
        collector.note_leaving(ask.site, rows, channel)
        return rows

    def asked(place: str, *scopes: str) -> Ask:
        found = asker(collector, request, *scopes)
        site = site_of(collector, found, request.args.get("site"))
        return ask_of(site.name, place, request.args, "people:read" in found.scopes)

    @api.get("/v1/<any(leads, review, excluded):title>")
    def a_list(title: str) -> Response:
        return answer(title, asked(LISTS[title], "leads:read"))

    @api.get("/v1/desks/<desk>")
    def a_desk(desk: str) -> Response:
        ask = asked("excluded", "leads:read", *(f"desk:{name}" for name in DESKS if name == desk))
        if desk not in DESKS:
            problem(404, "no_desk", f"there is no desk {desk[:50]!r}", f"there are: {', '.join(DESKS)}")
        return answer("excluded", msgspec.structs.replace(ask, desk=(desk,)))

    return api
