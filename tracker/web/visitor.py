"""``/visitors/<id>``: one person. Who they probably are, why, what they did, and what sales says of it."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response

from tracker.access import Asker, site_of
from tracker.api.lists import moment
from tracker.api.visitors import merged, step
from tracker.collector import Collector
from tracker.model import CLASSES, DAY_MS, Event, Judged, Known, Site
from tracker.pipeline import explain, judge
from tracker.rows import CONTACT, WITHHELD, iso, readable
from tracker.veil import masked, veiled
from tracker.web.frame import framed, plainly, render, to, viewer
from tracker.web.lists import CHANNEL, LISTS, shown_row
from tracker.web.wording import OUTCOMES, day

TIMELINE = 50
OWN = ("landing", "email", "phone", "name")  # traits that may name somebody: shown of leads only
DONE = {
    "said": "Noted. The lists follow within a second.",
    "silent": "Noted. Nobody will be asked to contact this person again.",
    "apart": "Taken apart. Each part has its own evidence back, unchanged.",
    "undone": "The merge is undone. Each visitor has their own evidence back, unchanged.",
    "together": "Put together again.",
}


def found(collector: Collector, who: Asker, identity: str) -> tuple[Site, Known]:
    """The visitor of any id in the sites that somebody may see; stops with 404 otherwise."""
    wanted = request.values.get("site")
    for name in [wanted] if wanted else who.sites:
        site = plainly(site_of, collector, who, name)
        visitor = collector.store.resolve(site.name, identity)
        known = collector.store.known(site.name, visitor) if visitor else None
        if known:
            g.site = site
            return site, known
    abort(404, "There is no such visitor, or not on a site of yours. The lists link to all there are.")


def _as_of(now: int) -> int:
    """The end of the day asked for, now without one."""
    told = request.args.get("as_of", "").strip()
    return min(now, plainly(moment, "as_of", told) + DAY_MS - 1) if told else now


def _days(events: list[Event], contact: bool, words: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    """A timeline by days, as it comes: newest first."""
    days: list[tuple[str, list[dict[str, Any]]]] = []
    for event in events:
        heading = day(event.at)
        if not days or days[-1][0] != heading:
            days.append((heading, []))
        days[-1][1].append({**step(event, contact, words), "moment": event.at})
    return days


def _timeline(collector: Collector, site: Site, known: Known, until: int, contact: bool, words: bool) -> dict[str, Any]:
    before = plainly(moment, "before", request.args["before"]) if request.args.get("before") else until + 1
    events = collector.store.events(site.name, known.visitor, TIMELINE + 1, min(before, until + 1))
    return {"days": _days(events[:TIMELINE], contact, words), "older": events[TIMELINE - 1].at if len(events) > TIMELINE else 0, "back": "before" in request.args}


def _traits(known: Known, people: bool) -> list[tuple[str, str]]:
    return [(name, trait.value if people else masked(trait.value)) for name, trait in sorted(known.traits.items()) if people or name not in OWN]


def _evidence(told: dict[str, Any], closest: str) -> dict[str, Any]:
    """The signs of the class asked for (``?class=``), else of the verdict, with their sum."""
    wanted = request.args.get("class") or (told["class"] if told["class"] != "unknown" else closest)
    if wanted not in CLASSES:
        abort(400, f"There is no class {wanted[:50]!r}. There are: {', '.join(CLASSES)}.")
    of_class = told["classes"][wanted]
    rows = sorted(of_class["contributions"], key=lambda row: -abs(row["points"]))
    return {"of": wanted, "rows": rows, "prior": of_class["prior"], "points": sum(row["points"] for row in rows), "score": of_class["score"]}


def _closest(judged: Judged) -> str:
    chances = judged.row["probabilities"]
    return max(chances, key=lambda name: (chances[name], name != "unknown"))


def _shown(collector: Collector, site: Site, known: Known) -> Response:
    """Today's judgement opens the gate; the one asked for fills the page."""
    now = collector.now()
    until = _as_of(now)
    present = judge(known, site, collector.rulebook, now)
    then = msgspec.structs.replace(known, dispositions=tuple(said for said in known.dispositions if said["at"] <= until))
    judged = judge(then, site, collector.rulebook, until)
    row, open_row = shown_row(judged, now), shown_row(present, now)
    people, words = bool(open_row["decision"]), "people:read" in g.viewer.scopes and readable(present)
    row.update({name: open_row[name] for name in CONTACT})
    collector.note_leaving(site.name, [open_row], CHANNEL)
    told = veiled(explain(then, site, collector.rulebook, until))
    past = request.args.get("as_of", "").strip()
    back = next(title for title in LISTS.values() if title.place == judged.place)
    said = [past["class"] for past in known.dispositions if past["class"]]
    if not people:
        known = msgspec.structs.replace(known, dispositions=tuple({**word, "note": masked(word["note"])} for word in known.dispositions))
    return render(
        collector, "visitor.html", row=row, told=told, known=known, people=people, withheld=WITHHELD[shut] if (shut := open_row.get("withheld")) == "frequency_cap" else "",
        chances=judged.row["probabilities"], evidence=_evidence(told, _closest(judged)), traits=_traits(known, people),
        timeline=_timeline(collector, site, known, until, people, words), parts=merged(known, people), merges=collector.store.merges(site.name, known.visitor), list_=back,
        classes=CLASSES, outcomes=OUTCOMES, said=said[-1] if said else "", past=past, today=iso(now)[:10],
        done=DONE.get(request.args.get("done", ""), ""), apart=request.args.get("apart", ""), address=f"/visitors/{known.visitor}",
    )  # fmt: skip


def blueprint(collector: Collector) -> Blueprint:
    """The page of a visitor. Under any other id of theirs it leads to the one that names nobody."""
    pages = framed("visitor_page", collector)

    @pages.get("/visitors/<path:identity>")
    def visitor(identity: str) -> Response:
        site, known = found(collector, viewer(collector), identity)
        if identity != known.visitor:
            return redirect(to(f"/visitors/{known.visitor}"), 303)
        return _shown(collector, site, known)

    return pages
