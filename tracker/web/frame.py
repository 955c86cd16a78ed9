"""What all pages share: who looks at which site, forms that only our own pages can send, refusals as pages."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, abort, g, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from tracker.access import COOKIE, Asker, own_page, signed_in, site_of
from tracker.collector import Collector
from tracker.model import Site
from tracker.writer import TryLater

T = TypeVar("T")
log = logging.getLogger("winnow.web")
TITLES = {400: "That question cannot be answered", 403: "Not allowed", 404: "Not found", 405: "Not possible here", 413: "Too large", 503: "Later, please"}
STALE = "The form was not sent by this page, or you have signed in again since. Go back, reload the page and try once more."


def form_token(secret: str) -> str:
    """What a form must carry: bound to the session, of no use for anything else."""
    return hmac.new(secret.encode(), b"winnow pages: form", "sha256").hexdigest()


def plainly(work: Callable[..., T], *given: Any) -> T:
    """What a reader of the API makes of a question. Its refusal is JSON; here it becomes one that ends as a page."""
    try:
        return work(*given)
    except HTTPException as error:
        told = error.response.get_json(silent=True) if error.response is not None else None
        if not told:
            raise
        said = ": ".join(part for part in (told["message"], told["detail"]) if part)
        abort(error.response.status_code, f"{said[:1].upper()}{said[1:]}.")


def viewer(collector: Collector) -> Asker:
    """Who looks. Somebody not signed in is led to the sign-in page."""
    found = signed_in(collector, request)
    if found is None:
        abort(redirect("/sign-in", 303))
    g.viewer = found
    return found


def seen_site(collector: Collector) -> Site | None:
    """The site looked at: ``?site=``, or the viewer's first. None where there is no site at all."""
    found = viewer(collector)
    wanted = request.values.get("site")
    if not found.sites and not wanted:
        return None
    g.site = plainly(site_of, collector, found, wanted)
    return g.site


def to(path: str, **told: Any) -> str:
    """The address of a page, with the site where there are several, and without empty arguments."""
    several = len(g.viewer.sites) > 1 if "viewer" in g else False
    told = {"site": g.site.name if several and "site" in g else "", **told}
    kept = {name: value for name, value in told.items() if value not in ("", None)}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def render(collector: Collector, template: str, status: int = 200, **told: Any) -> Response:
    """A page with all around it: tabs with counts, site picker, footer."""
    site = g.get("site")
    counts = collector.store.counts(site.name) if site else {}
    page = render_template(
        template, viewer=g.get("viewer"), site=site, counts=counts, visitors=sum(counts.values()), to=to, now=collector.now(),
        rulebook=collector.rulebook.version, form_token=form_token(request.cookies.get(COOKIE, "")), **told,
    )  # fmt: skip
    return make_response(page, status)


def _check_form(collector: Collector) -> None:
    """Stop a POST that none of our pages has sent."""
    if not own_page(collector, request):
        abort(403, STALE)
    found = signed_in(collector, request)
    if found is None:
        abort(403, "You are not signed in (any more). Sign in and try again.")
    g.viewer = found
    if not hmac.compare_digest(request.form.get("form_token", "").encode(), form_token(request.cookies[COOKIE]).encode()):
        abort(403, STALE)


def _refusal(collector: Collector, status: int, message: str) -> Response:
    if "viewer" in g and "site" not in g and g.viewer.sites:
        g.site = collector.sites.get(g.viewer.sites[0])
    return render(collector, "refused.html", status, title=TITLES.get(status, "Refused"), message=message)


def framed(name: str, collector: Collector, signs_in: bool = False, **given: Any) -> Blueprint:
    """A blueprint for pages: POSTs are checked (but for signing in), errors become pages."""
    pages = Blueprint(name, __name__, **given)

    @pages.before_request
    def guard() -> None:
        if request.method == "POST" and not signs_in:
            _check_form(collector)

    @pages.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        return _refusal(collector, error.code or 500, error.description or "")

    @pages.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        later = isinstance(error, TryLater)
        if not later:
            log.exception("the page %r failed", request.path[:200])
        response = _refusal(collector, 503, f"{error}." if later else "The server failed to answer; its log says why.")
        response.headers["Retry-After"] = str(error.seconds if later else 5)
        return response

    return pages
