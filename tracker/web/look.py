"""Style sheet, script and templates, and the words that templates may use."""

from __future__ import annotations

from flask import Blueprint

from tracker.collector import Collector
from tracker.web.wording import FILTERS


def blueprint(collector: Collector) -> Blueprint:
    """``/static/...`` and the template folder of all pages."""
    pages = Blueprint("look", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
    for name, words in FILTERS.items():
        pages.add_app_template_filter(words, name)
    return pages
