"""``/sign-in`` and ``/sign-out``. A link in a mail is fetched by scanners, so a GET never uses it up."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response

from tracker.access import COOKIE, own_page
from tracker.collector import Collector
from tracker.model import DAY_MS
from tracker.web.frame import framed, render

TOKEN_LENGTH = 200


def blueprint(collector: Collector) -> Blueprint:
    """The pages of signing in and out."""
    pages = framed("sign_in", collector, signs_in=True)

    @pages.get("/sign-in")
    def door() -> Response:
        return render(collector, "sign_in.html", token=request.args.get("token", "")[:TOKEN_LENGTH], failed=False)

    @pages.post("/sign-in")
    def enter() -> Response:
        if not own_page(collector, request):
            abort(403, "The form was not sent by this page. Open the sign-in link itself.")
        days = collector.settings["session_days"]
        now, token = collector.now(), request.form.get("token", "")[:TOKEN_LENGTH]
        entered = collector.administer(lambda registry: registry.redeem(token, now, now + days * DAY_MS)) if token else None
        if entered is None:
            return render(collector, "sign_in.html", 403, token="", failed=True)
        _forget(collector)
        secure = request.is_secure or collector.settings["public_url"].startswith("https://")
        response = redirect("/", 303)
        response.set_cookie(COOKIE, entered[1], max_age=days * 86_400, path="/", httponly=True, samesite="Lax", secure=secure)
        return response

    return pages


def _forget(collector: Collector) -> None:
    """End the session that this browser had."""
    secret = request.cookies.get(COOKIE)
    if secret:
        collector.administer(lambda registry: registry.end_session(secret))
    g.pop("viewer", None)
