"""``/destinations``: who is told when somebody becomes a lead or leaves the list; what waits or is dead, with test and resend."""

from __future__ import annotations

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from tracker.access import site_of
from tracker.addressbook import deliveries, shown
from tracker.collector import Collector
from tracker.commands import run
from tracker.model import Site
from tracker.web.frame import framed, plainly, render, seen_site

SHOWN = 50


def blueprint(collector: Collector) -> Blueprint:
    """The page and its one form."""
    pages = framed("destinations_page", collector)

    def page(site: Site, done: str = "") -> Response:
        open_ones = [row for state in ("dead", "waiting") for row in deliveries(collector.store, site.name, state, limit=SHOWN)]
        return render(collector, "destinations.html", rows=shown(collector.store, site.name), open_ones=open_ones, done=done, most=SHOWN)

    @pages.get("/destinations")
    def destinations() -> Response:
        site = seen_site(collector)
        return page(site) if site else render(collector, "no_site.html")

    @pages.post("/destinations")
    def act() -> Response:
        g.site = plainly(site_of, collector, g.viewer, request.form.get("site"))
        name, resends = request.form.get("name", ""), request.form.get("do") == "resend"
        try:
            told = run(collector, "destination", {"act": "resend" if resends else "test", "site": g.site.name, "name": name})
            done = f"{told} dead message(s) will be sent again." if resends else f"The test was {'taken' if told['taken'] else 'not taken'}: {told['says']}."
        except ValueError as error:
            done = str(error)
        return page(g.site, done)  # no redirect: its address could be forged to say anything

    return pages
