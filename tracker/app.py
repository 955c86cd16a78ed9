"""``create_app(collector)``: the Flask application with the JSON API and the pages."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

from tracker import shelf
from tracker.collector import Collector
from tracker.writer import TryLater

log = logging.getLogger("winnow.app")
SECURE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}


def create_app(collector: Collector) -> Flask:
    """The application on a running collector. Every error of the API has the one error shape."""
    app = Flask("tracker", static_folder=None, template_folder=None)
    app.json.sort_keys = False
    app.url_map.merge_slashes = False  # its redirect would lead to whatever the Host header says
    app.config.update(MAX_CONTENT_LENGTH=1024 * 1024, MAX_FORM_MEMORY_SIZE=200_000, MAX_FORM_PARTS=100)
    for package in ("tracker.api", "tracker.web"):
        for module in shelf.load(package).values():
            if hasattr(module, "blueprint"):
                app.register_blueprint(module.blueprint(collector))

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        if error.response is not None:
            return error.response
        code = (error.name or "error").lower().replace(" ", "_")
        told = {"success": False, "code": code, "message": error.description, "detail": "", "error": error.description}
        return jsonify(told), error.code or 500

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Any:
        seconds = error.seconds if isinstance(error, TryLater) else 5
        if not isinstance(error, TryLater):
            log.exception("a request to %r failed", request.path[:200])
        message = str(error) if isinstance(error, TryLater) else "the server failed to answer; the log says why"
        told = {"success": False, "code": "try_later", "message": message, "detail": "", "error": message}
        return jsonify(told), 503, {"Retry-After": str(seconds)}

    @app.after_request
    def secure(response: Any) -> Any:
        for name, value in SECURE.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return app
