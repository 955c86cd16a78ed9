"""``POST /sign-out``: end the session, here and on the server."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from tracker.access import COOKIE
from tracker.collector import Collector
from tracker.web.frame import framed


def blueprint(collector: Collector) -> Blueprint:
    """The button in the head of every page."""
    pages = framed("sign_out", collector)

    @pages.post("/sign-out")
    def leave() -> Response:
        secret = request.cookies[COOKIE]
        collector.administer(lambda registry: registry.end_session(secret))
        response = redirect("/sign-in", 303)
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax")
        return response

    return pages
