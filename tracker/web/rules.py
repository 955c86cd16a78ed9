"""``/rules``: the owner's rules of a site: a draft, who would move by it, publication with a reason, history, and the way back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from tracker import ruling
from tracker.access import site_of
from tracker.collector import Collector
from tracker.model import Site
from tracker.web.frame import framed, plainly, render, seen_site, to

MOST = 2000  # visitors judged twice while somebody waits for the page: some eight seconds
SHOWN = 50  # movers named one by one
DONE = {"published": "In force. The lists follow while everybody is judged again.", "reverted": "Put back, as a new version. The lists follow while everybody is judged again."}


def _page(collector: Collector, site: Site, status: int = 200, **told: Any) -> Response:
    versions = ruling.history(collector, site)
    for version in versions:
        version["changes"].sort(key=_size, reverse=True)
    own = ruling.own(collector, site)
    shown = {"text": own, "faults": [], "told": None, "note": "", "done": DONE.get(request.args.get("done", ""), "")}
    return render(collector, "rules.html", status, **{**shown, **told}, own=own, versions=versions, edition=collector.rulebook.edition(site), shown=SHOWN)


def _size(change: dict[str, Any]) -> float:
    """How much a change changes; what is no number stands first."""
    before, after = change["before"] or 0, change["after"] or 0
    return abs(after - before) if isinstance(before, int) and isinstance(after, int) else float("inf")


def _sent(collector: Collector) -> Site:
    """The site that a form of this page is about."""
    g.site = plainly(site_of, collector, g.viewer, request.form.get("site"))
    return g.site


def blueprint(collector: Collector) -> Blueprint:
    """The page of rules and its two forms."""
    pages = framed("rules_page", collector)

    @pages.get("/rules")
    def rules() -> Response:
        site = seen_site(collector)
        return _page(collector, site) if site else render(collector, "no_site.html")

    @pages.post("/rules")
    def draft() -> Response:
        site = _sent(collector)
        text, note = request.form.get("text", "").replace("\r\n", "\n"), request.form.get("note", "")
        try:
            found = ruling.draft(collector, text)
            if request.form.get("do") == "publish":
                if not note.strip():
                    raise ValueError("A version needs a reason. Say why in the field “Why”; the history shows it.")
                ruling.publish(collector, site, text, note, g.viewer.name)
                return redirect(to("/rules", done="published"), 303)
        except ValueError as error:
            return _page(collector, site, 400, text=text, note=note, faults=str(error).splitlines())
        told = ruling.moved(collector, site, found, MOST)
        return _page(collector, site, text=text, note=note, told=told, warnings=found.warnings)

    @pages.post("/rules/revert")
    def revert() -> Response:
        site = _sent(collector)
        version, note = request.form.get("version", ""), request.form.get("note", "").strip()
        try:
            ruling.revert(collector, site, version, note or f"back to version {version[:20]}", g.viewer.name)
        except ValueError as error:
            return _page(collector, site, 400, faults=[str(error)])
        return redirect(to("/rules", done="reverted"), 303)

    return pages
