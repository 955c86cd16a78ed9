"""Operations and what pages load: health, metrics, the snippet, public settings, welcomes."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from tracker.access import problem
from tracker.built import snippet
from tracker.collector import Collector
from tracker.identity import device_key, public_id
from tracker.model import Site
from tracker.pipeline import judge
from tracker.request import takes

DAY, YEAR = 86_400, 31_536_000


def _script(name: str, seconds: int, immutable: bool = False) -> Response:
    control = f"public, max-age={seconds}" + (", immutable" if immutable else "")
    headers = {"Cache-Control": control, "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}
    response = Response(snippet()[1][name], mimetype="text/javascript", headers=headers)
    response.add_etag()
    return response.make_conditional(request)


def _class_of(collector: Collector, site: Site, device: str) -> str:
    """The class of a device's visitor. A device that only claims to be somebody's is judged by itself: whoever sent
    somebody else's userId from their own browser must not be told who that is."""
    visitor = collector.store.resolve(site.name, public_id(site.name, device))
    known = collector.store.known(site.name, visitor) if visitor else None
    part = next((part for part in known.parts if device in part.nodes), None) if known else None
    if part and not part.sure:
        return judge(part, site, collector.rulebook, collector.now()).row["class"]
    row = collector.store.row(site.name, visitor) if visitor else None
    return row["class"] if row else "unknown"


def blueprint(collector: Collector) -> Blueprint:
    """The routes of operations and of pages."""
    api = Blueprint("ops", __name__)

    @api.get("/<any('w.js', 'w.core.js', 'w.full.js'):name>")
    def floating(name: str) -> Response:
        return _script(name, DAY // 24)

    @api.get("/p.js")
    @api.get("/analytics.js/v1/<key>/analytics.min.js")
    def standing_in(key: str = "") -> Response:
        """For Jitsu's tag and Segment's loader, with only the host changed. The script finds the key in its own address or tag."""
        return _script("w.loader.js", DAY // 24)

    @api.get("/w/<version>.js")
    def pinned(version: str) -> Response:
        build = next((end for end in ("core", "full") if version.endswith(f".{end}")), "")
        if version.removesuffix(f".{build}") != snippet()[0]["version"]:
            problem(404, "no_version", f"version {version[:30]!r} of the snippet is not served here", f"this server has {snippet()[0]['version']}")
        return _script(f"w.{build}.js" if build else "w.js", YEAR, immutable=True)

    @api.get("/v1/projects/<key>/settings")
    def project(key: str) -> Response:
        known = collector.key(key)
        if not known or known.scopes != {"collect"}:
            told = jsonify(success=False, code="bad_key", message="there is no such write key", detail="", error="there is no such write key")
            return told, 404, {"Access-Control-Allow-Origin": "*", "X-Winnow": "bad_key"}
        home = urlsplit(collector.settings["public_url"] or request.host_url)
        response = jsonify(integrations={"Segment.io": {"apiKey": key, "apiHost": f"{home.netloc}/v1", "protocol": home.scheme, "unbundledIntegrations": []}},
                           plan={"track": {"__default": {"enabled": True}}, "identify": {"__default": {"enabled": True}}},
                           edgeFunction={}, enabledMiddleware={}, metrics={"sampleRate": 0})  # fmt: skip
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    @api.get("/v1/welcome")
    def welcome() -> Response:
        key = collector.key(request.args.get("writeKey", ""))
        if key is None:
            problem(401, "bad_key", "the key is unknown or revoked", "pass writeKey")
        site = collector.sites[key.site]
        if not site.welcome:
            problem(404, "switched_off", "the owner of this site has not switched welcomes on", "winnow site set NAME --welcome on")
        origin = request.headers.get("Origin", "")
        if not takes(site, origin):
            problem(403, "bad_origin", "the owner of this site does not show welcomes to this origin", "add it to allowed_origins in the site's profile")
        # A device only: a userId or a visitor's id may be guessed, and this answer is for anybody.
        who = _class_of(collector, site, device_key(request.args.get("anonymousId", "")))
        told = {**collector.rulebook.classes[who].welcome, **site.welcomes.get(who, {})}
        response = jsonify({"class": who, **told})
        response.headers.update({"Access-Control-Allow-Origin": origin or "*", "Vary": "Origin", "Cache-Control": "no-store"})
        return response

    @api.get("/healthz")
    def health() -> Response:
        return jsonify(ok=True)

    @api.get("/readyz")
    def ready() -> Response:
        waiting = collector.writer.waiting
        return jsonify(ok=True, waiting=waiting, touched=collector.store.waiting(), missing_events=getattr(collector.store, "missing", 0))

    @api.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(collector.metrics), content_type=CONTENT_TYPE_LATEST)

    return api
