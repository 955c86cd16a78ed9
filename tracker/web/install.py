"""``/install``: what to paste, whether anything has arrived, and what was refused and why."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from tracker.built import fixed_tag
from tracker.collector import Collector
from tracker.validate import DROPS, FLAGS
from tracker.web.frame import framed, render, seen_site
from tracker.web.wording import ago

REFUSED = {
    "bad_key": "the key is unknown, revoked or malformed",
    "not_stored": "the event could not be stored",
    **DROPS,
    "far_ahead": FLAGS["far_ahead"],
}


def write_keys(collector: Collector, site: str) -> list[str]:
    """The public keys of a site that are in force; they stand in its pages anyway."""
    told = collector.store.registry.list_keys()
    return [row["key"] for row in told if row["site"] == site and row["scopes"] == "collect" and row["revoked"] is None]


def home(collector: Collector) -> str:
    """Where browsers reach this server: the setting, else where this one did."""
    return (collector.settings["public_url"] or request.host_url).rstrip("/")


def arrived(collector: Collector, site: str) -> dict[str, Any]:
    """What has arrived at a site so far, for the live check."""
    visitors = sum(collector.store.counts(site).values())
    latest = getattr(collector.store, "latest", None)
    event = latest(site) if latest and visitors else None
    if not visitors:
        says = "Nothing received yet."
    elif event is None:
        says = f"Working: events of {visitors} visitor{'s' if visitors > 1 else ''} have arrived."
    else:
        says = f"Working: the last event ({event.kind}{f' {event.name[:60]!r}' if event.name else ''}) arrived {ago(event.received, collector.now())}."
    return {"visitors": visitors, "says": says}


def blueprint(collector: Collector) -> Blueprint:
    """The page and the JSON that its script asks for while nothing has arrived."""
    pages = framed("install", collector)

    @pages.get("/install")
    def install() -> Response:
        site = seen_site(collector)
        if site is None:
            return render(collector, "no_site.html")
        counted = collector.store.refusals(site.name)
        refused = [(code, REFUSED.get(code, code.replace("_", " ")), count) for code, count in sorted(counted.items(), key=lambda row: -row[1])]
        keys = write_keys(collector, site.name)
        return render(
            collector, "install.html", keys=keys, key=keys[0] if keys else "WRITE_KEY", home=home(collector), refused=refused,
            fixed=fixed_tag(home(collector), keys[0] if keys else "WRITE_KEY"), arrived=arrived(collector, site.name), events=collector.store.total_events(site.name),
        )  # fmt: skip

    @pages.get("/install/arrived")
    def check() -> Response:
        site = seen_site(collector)
        return jsonify(arrived(collector, site.name) if site else {"visitors": 0, "says": "There is no site yet."})

    return pages
