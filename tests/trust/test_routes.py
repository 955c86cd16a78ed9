"""Every route of the application against everybody who may come: a route without a row in the table fails the test.

The askers: nobody, a page's public key, another site's secret key, a key with leads:read only, one with people:read as
well, a user signed in to another site. Then what a browser may be made to do: forged forms, frames, redirects, fixed sessions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.strategies import SITE
from tracker.access import COOKIE
from tracker.app import create_app
from tracker.collector import Collector
from tracker.front import Front, routes
from tracker.model import Sender, Site
from tracker.privacy import link_token
from tracker.settings import load
from tracker.wire import Delivery

NOW = 1_790_000_000_000
ASKERS = ("nobody", "public", "other", "blind", "sales", "stranger")
CANARY = "canary.person@acme.test"

# (method, rule) -> the path asked, and the status for each of ASKERS, in their order.
OPEN = (200,) * 6
READ = (401, 403, 404, 200, 200, 404)  # of one site: another site's key is told that there is no such thing
WRITE = (401, 403, 404, 403, 403, 404)
RULES = (401, 403, 403, 403, 403, 404)
PAGE = (303, 303, 303, 303, 303, 200)  # pages know no keys; a stranger sees their own site
OF_ONE = (303, 303, 303, 303, 303, 404)
FORM = (403, 403, 403, 403, 403, 404)
TABLE: dict[tuple[str, str], tuple[str, tuple[int, ...]]] = {
    ("GET", "/"): ("/", PAGE), ("GET", "/review"): ("/review", PAGE), ("GET", "/excluded"): ("/excluded", PAGE), ("GET", "/install"): ("/install", PAGE), ("GET", "/install/arrived"): ("/install/arrived", PAGE),
    ("GET", "/forms"): ("/forms", PAGE), ("GET", "/trust"): ("/trust", PAGE), ("GET", "/rules"): ("/rules", PAGE), ("GET", "/destinations"): ("/destinations", PAGE), ("POST", "/destinations"): ("/destinations?site=shop", FORM), ("POST", "/rules"): ("/rules?site=shop", FORM), ("POST", "/rules/revert"): ("/rules/revert?site=shop", FORM),
    ("GET", "/visitors/<path:identity>"): ("/visitors/VISITOR", OF_ONE), ("POST", "/visitors/<path:identity>/disposition"): ("/visitors/VISITOR/disposition", FORM),
    ("POST", "/visitors/<path:identity>/suppress"): ("/visitors/VISITOR/suppress", FORM), ("POST", "/visitors/<path:identity>/together"): ("/visitors/VISITOR/together", FORM),
    ("POST", "/visitors/<path:identity>/unmerge"): ("/visitors/VISITOR/unmerge", FORM),
    ("GET", "/sign-in"): ("/sign-in", OPEN), ("POST", "/sign-in"): ("/sign-in", (403,) * 6), ("POST", "/sign-out"): ("/sign-out", (*(403,) * 5, 303)), ("GET", "/static/<path:filename>"): ("/static/winnow.css", OPEN),
    ("GET", "/v1/<any(leads, review, excluded):title>"): ("/v1/excluded?site=shop", READ), ("GET", "/v1/desks/<desk>"): ("/v1/desks/hr?site=shop", READ), ("GET", "/v1/reports/<name>"): ("/v1/reports/overview?site=shop", READ),
    ("GET", "/v1/audiences/<name>"): ("/v1/audiences/advocates?site=shop", READ), ("GET", "/v1/visitors/<path:identity>"): ("/v1/visitors/VISITOR", READ),
    ("GET", "/v1/visitors/<path:identity>/explain"): ("/v1/visitors/VISITOR/explain", READ), ("GET", "/v1/visitors/<path:identity>/timeline"): ("/v1/visitors/VISITOR/timeline", READ),
    ("POST", "/v1/visitors/<path:identity>/disposition"): ("/v1/visitors/VISITOR/disposition", WRITE), ("POST", "/v1/visitors/<path:identity>/suppress"): ("/v1/visitors/VISITOR/suppress", WRITE),
    ("POST", "/v1/visitors/<path:identity>/merge"): ("/v1/visitors/VISITOR/merge", WRITE), ("POST", "/v1/visitors/<path:identity>/unmerge"): ("/v1/visitors/VISITOR/unmerge", WRITE),
    ("GET", "/v1/destinations"): ("/v1/destinations?site=shop", READ), ("GET", "/v1/deliveries"): ("/v1/deliveries?site=shop", READ),
    ("POST", "/v1/destinations/<name>/test"): ("/v1/destinations/crm/test?site=shop", RULES), ("POST", "/v1/destinations/<name>/resend"): ("/v1/destinations/crm/resend?site=shop", RULES),
    ("GET", "/v1/rules"): ("/v1/rules?site=shop", READ), ("POST", "/v1/rules/check"): ("/v1/rules/check?site=shop", RULES), ("POST", "/v1/rules/diff"): ("/v1/rules/diff?site=shop", RULES),
    ("POST", "/v1/rules/publish"): ("/v1/rules/publish?site=shop", RULES), ("POST", "/v1/rules/revert"): ("/v1/rules/revert?site=shop", RULES),
    ("GET", "/v1/me"): ("/v1/me?token=forged", (401,) * 6), ("POST", "/v1/me/correct"): ("/v1/me/correct", (401,) * 6), ("POST", "/v1/me/object"): ("/v1/me/object", (401,) * 6),
    ("GET", "/v1/welcome"): ("/v1/welcome?writeKey=forged&anonymousId=person", (401,) * 6), ("GET", "/v1/projects/<key>/settings"): ("/v1/projects/sk_forged/settings", (404,) * 6),
    ("GET", "/healthz"): ("/healthz", OPEN), ("GET", "/readyz"): ("/readyz", OPEN), ("GET", "/metrics"): ("/metrics", OPEN), ("GET", "/openapi.json"): ("/openapi.json", OPEN),
    ("GET", "/<any('w.js', 'w.core.js', 'w.full.js'):name>"): ("/w.js", OPEN), ("GET", "/w/<version>.js"): ("/w/0.0.0.js", (404,) * 6), ("GET", "/p.js"): ("/p.js", OPEN), 
    ("GET", "/analytics.js/v1/<key>/analytics.min.js"): ("/analytics.js/v1/forged/analytics.min.js", OPEN),
}  # fmt: skip


class House:
    """A collector with two sites, a person on one of them, and one asker of each kind."""

    def __init__(self, folder: Any) -> None:
        self.collector = Collector(load({"data": str(folder)}, {}), now=lambda: NOW)
        do = self.collector.administer
        self.write_key, self.owner_key = do(lambda registry: registry.add_site(SITE, NOW))
        _, other = do(lambda registry: registry.add_site(Site(name="else", domain="else.test"), NOW))
        self.keys = {"public": self.write_key, "other": other, "blind": self.key("leads:read"), "sales": self.key("leads:read", "people:read")}
        for address, site in (("stranger@else.test", "else"), ("owner@shop.test", "shop")):
            do(lambda registry, address=address, site=site: registry.add_user(address, site, NOW))
        person = {"type": "track", "event": "Quote Requested", "anonymousId": "person", "userId": CANARY, "messageId": "m", "properties": {"email": CANARY, "message": f"offer please {CANARY}"}}
        page = {"type": "page", "anonymousId": "person", "userId": CANARY, "messageId": "p", "properties": {"url": f"https://shop.test/pricing?u={CANARY}"}}
        self.collector.keep(Delivery(messages=(person, page)), Sender(site=SITE, trusted=True, received=NOW))
        self.collector.settle()
        self.visitor = self.collector.store.resolve("shop", "person")
        self.app = create_app(self.collector)

    def key(self, *scopes: str) -> str:
        """A new key of the person's site."""
        return self.collector.administer(lambda registry: registry.add_key("shop", scopes, NOW))

    def signed_in(self, address: str) -> tuple[FlaskClient, str]:
        """A browser that is signed in, and the token that its forms carry."""
        client = self.app.test_client()
        link = self.collector.administer(lambda registry: registry.issue("link", address, NOW + 1000))
        assert 303 == client.post("/sign-in", data={"token": link}).status_code
        return client, re.search(r'name="form_token" value="([0-9a-f]+)"', client.get("/").text)[1]

    def ask(self, asker: str, method: str, path: str, **more: Any) -> TestResponse:
        """One request of one asker, as JSON for the API and as a form for pages."""
        path = path.replace("VISITOR", self.visitor)
        api = path.startswith("/v1/")
        client, token = self.signed_in("stranger@else.test") if asker == "stranger" else (self.app.test_client(), "0" * 64)
        headers = {"Authorization": f"Bearer {self.keys[asker]}"} if asker in self.keys else {}
        body = {} if method == "GET" else {"json": {"token": "forged"}} if api else {"data": {"form_token": token, "site": "shop"}}
        return client.open(path, method=method, headers=headers, **{**body, **more})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("routes"))
    yield made
    made.collector.close()


def there(house: House) -> set[tuple[str, str]]:
    """(method, rule) of every route."""
    return {(method, rule.rule) for rule in house.app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}


def test_every_route_has_a_row(house: House) -> None:
    """Who adds a route says here who may use it."""
    missing = sorted(there(house) - set(TABLE))
    assert not missing, f"{missing[0]} has no row in TABLE of {__name__}: say there which status nobody, a public key, ... get."
    assert not set(TABLE) - there(house), "a row without a route"


@pytest.mark.parametrize("method, rule", TABLE)
def test_who_gets_what(house: House, method: str, rule: str) -> None:
    """The status of each asker; whoever may not see the person sees no trace of them, and no way in leads into a frame."""
    path, statuses = TABLE[method, rule]
    for asker, status in zip(ASKERS, statuses, strict=True):
        answer = house.ask(asker, method, path)
        assert status == answer.status_code, (asker, answer.status_code, answer.text[:200])
        assert asker == "sales" or CANARY not in answer.text, asker
        assert "DENY" == answer.headers["X-Frame-Options"] and "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"] and "nosniff" == answer.headers["X-Content-Type-Options"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers.get("Access-Control-Allow-Origin") in ((None, "*") if statuses == OPEN or rule.startswith("/v1/projects/") else (None,))
        assert answer.headers.get("Location", "/").startswith("/") and not answer.headers.get("Location", "/").startswith("//")
        assert statuses == OPEN or status != 200 or "public" not in answer.headers["Cache-Control"]
        answer.close()


def test_lists_of_another_site_hold_nobody_of_this_one(house: House) -> None:
    """Without ?site= everybody sees their own."""
    for path in ("/v1/leads", "/v1/review", "/v1/excluded", "/v1/desks/hr", "/v1/reports/overview", "/v1/audiences/advocates", "/v1/rules", "/", "/review", "/excluded"):
        for asker in ("other", "stranger") if path.startswith("/v1") else ("stranger",):
            answer = house.ask(asker, "GET", path)
            assert 200 == answer.status_code and CANARY not in answer.text and house.visitor not in answer.text, (asker, path)


def posts() -> list[tuple[str, str]]:
    """The routes that change something for somebody who is signed in."""
    return [(method, rule) for method, rule in TABLE if method == "POST" and not rule.startswith("/v1/me") and rule != "/sign-in"]


@pytest.mark.parametrize("method, rule", posts())
def test_no_other_page_makes_a_browser_change_anything(house: House, method: str, rule: str) -> None:
    """Forged forms, forged fetches, JSON in a form's clothes: refused before anything is looked at, with the right session."""
    client, token = house.signed_in("owner@shop.test")
    path = TABLE[method, rule][0].replace("VISITOR", house.visitor)
    if rule.startswith("/v1/"):
        told = json.dumps({"class": "bot", "reason": "x", "text": "", "note": "x"})
        forged = [{"data": told, "content_type": "text/plain"}, {"data": {"class": "bot"}}, *({"data": told, "content_type": "application/json", "headers": headers} for headers in FOREIGN)]
    else:
        forged = [{"data": {"class": "bot"}}, {"data": {"form_token": "0" * 64, "class": "bot"}}, *({"data": {"form_token": token, "class": "bot"}, "headers": headers} for headers in FOREIGN)]
    for attempt in forged:
        assert 403 == client.post(path, **attempt).status_code, attempt
    assert client.get("/").status_code == 200, "still signed in"
    known = house.collector.store.known("shop", house.visitor)
    assert not known.dispositions and not known.suppressed


FOREIGN = ({"Origin": "https://evil.test"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"})


def test_reading_changes_nothing(house: House) -> None:
    """A picture in a foreign page makes a browser GET: no such route changes a person, a session or a rule."""
    client, _ = house.signed_in("owner@shop.test")
    before = house.collector.store.known("shop", house.visitor)
    for (method, _), (path, _) in TABLE.items():
        if method == "POST":
            told = path.replace("VISITOR", house.visitor)
            assert client.get(told).status_code in (200, 401, 404, 405), told
    assert before == house.collector.store.known("shop", house.visitor) and client.get("/").status_code == 200


@pytest.mark.parametrize("path", ["//evil.test", "/v1//leads", "/visitors//evil.test", "/\\evil.test", "/sign-in?next=https://evil.test", "/visitors/x?site=//evil.test", "/v1/me?token=x&next=//evil.test"])
def test_nothing_leads_elsewhere(house: House, path: str) -> None:
    """Whatever the address and the Host header say."""
    for client in (house.app.test_client(), house.signed_in("owner@shop.test")[0]):
        asked, _, query = path.partition("?")
        answer = client.get("/", headers={"Host": "evil.test", "X-Forwarded-Host": "evil.test"}, environ_overrides={"PATH_INFO": asked, "QUERY_STRING": query})
        where = answer.headers.get("Location", "/")
        assert where.startswith("/") and not re.match(r"/[/\\]", where), where


def test_a_session_cannot_be_fixed(house: House) -> None:
    """Signing in gives a new secret whatever cookie was there; the old one opens nothing, and a made-up one never does."""
    client = house.app.test_client()
    client.set_cookie(COOKIE, "chosen-by-somebody-else")
    assert 303 == client.get("/").status_code
    link = house.collector.administer(lambda registry: registry.issue("link", "owner@shop.test", NOW + 1000))
    answer = client.post("/sign-in", data={"token": link})
    secret = client.get_cookie(COOKIE).value
    assert secret != "chosen-by-somebody-else" and "HttpOnly" in answer.headers["Set-Cookie"] and "SameSite=Lax" in answer.headers["Set-Cookie"]
    again = house.collector.administer(lambda registry: registry.issue("link", "owner@shop.test", NOW + 1000))
    assert 303 == client.post("/sign-in", data={"token": again}).status_code and secret != client.get_cookie(COOKIE).value
    old = house.app.test_client()
    old.set_cookie(COOKIE, secret)
    assert 303 == old.get("/").status_code, "the session before ended"


def test_a_persons_link_opens_that_person_only(house: House) -> None:
    """Not another site's namesake, not after a month, not as a key."""
    token = link_token(house.collector, "shop", house.visitor)
    client = house.app.test_client()
    assert 200 == client.get(f"/v1/me?token={token}").status_code
    assert 401 == client.get("/v1/leads", headers={"Authorization": f"Bearer {token}"}).status_code
    # Not the last letter: two of its six bits are padding, and "A" may read as "B" does.
    for forged in (token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1], token.replace(".", ".x", 1), link_token(house.collector, "else", house.visitor)):
        assert 401 == client.get(f"/v1/me?token={forged}").status_code


def test_keys_that_read_do_not_collect(house: House) -> None:
    """On no route of any protocol; nothing is kept."""
    import asyncio

    front, before = Front(house.collector, lambda *_: None), house.collector.store.total_events()

    async def status(method: str, path: str, key: str) -> int:
        told: list[dict] = []
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": [(b"authorization", f"Bearer {key}".encode())], "client": ("203.0.113.1", 1)}

        async def receive() -> dict:
            return {"type": "http.request", "body": b'{"event":"e","anonymousId":"x","batch":[]}', "more_body": False}

        async def send(message: dict) -> None:
            told.append(message)

        await front(scope, receive, send)
        return told[0]["status"]

    for method, path in routes():
        for key in (house.keys["blind"], house.keys["sales"], house.key("desk:hr"), house.key("rules:write"), "sk_forged"):
            assert 401 == asyncio.run(status(method, path.replace("*", "x"), key)), (method, path)
    assert before == house.collector.store.total_events()
