"""Signing in by a link that works once, signing out, and forms that only our own pages can send."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from collections.abc import Callable

import pytest

from tests.conftest import RunningCollector
from tests.web.conftest import Reader, enter, link_of, token

WRONG = ["", "x", "é" * 300, "\x00", "../../etc", "a" * 5000]


def raw(collector: RunningCollector, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> http.client.HTTPResponse:
    """One request, redirects not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", collector.port, timeout=30)
    try:
        body = urllib.parse.urlencode(form) if form is not None else None
        told = {"Content-Type": "application/x-www-form-urlencoded", **headers} if form is not None else headers
        connection.request(method, path, body, told)
        answer = connection.getresponse()
        answer.body = answer.read().decode()
        return answer
    finally:
        connection.close()


def test_who_is_not_signed_in_is_led_to_the_door(collector: RunningCollector) -> None:
    for path in ("/", "/review", "/excluded", "/install", "/install/arrived", "/visitors/anybody"):
        answer = raw(collector, "GET", path)
        assert (answer.status, answer.headers["Location"]) == (303, "/sign-in"), path
    page = raw(collector, "GET", "/sign-in")
    assert page.status == 200 and "winnow user add" in page.body


def test_fetching_a_link_does_not_use_it_up(collector: RunningCollector) -> None:
    """Scanners of mail fetch every link; some fetch it with HEAD first."""
    secret = link_of(collector, "scanned@shop.test")
    for method in ("GET", "HEAD", "GET"):
        answer = raw(collector, method, f"/sign-in?token={secret}")
        assert answer.status == 200 and "Set-Cookie" not in answer.headers
    answer = raw(collector, "POST", "/sign-in", {"token": secret})
    assert (answer.status, answer.headers["Location"]) == (303, "/")


def test_a_link_works_once(collector: RunningCollector) -> None:
    secret = link_of(collector, "once@shop.test")
    assert raw(collector, "POST", "/sign-in", {"token": secret}).status == 303
    again = raw(collector, "POST", "/sign-in", {"token": secret})
    assert again.status == 403 and "Set-Cookie" not in again.headers
    assert "has been used" in again.body and "winnow user add YOU@EXAMPLE" in again.body


@pytest.mark.parametrize("told", WRONG)
def test_a_wrong_link_is_refused_plainly(collector: RunningCollector, told: str) -> None:
    answer = raw(collector, "POST", "/sign-in", {"token": told})
    assert answer.status == 403 and "winnow user add" in answer.body


def test_a_session_is_no_link(collector: RunningCollector) -> None:
    """The secret of a session must not open another one, nor an API key."""
    reader = enter(collector, "session@shop.test")
    for secret in (next(iter(reader.jar)).value, collector.secret_key):
        assert raw(collector, "POST", "/sign-in", {"token": secret}).status == 403


def test_the_cookie_is_kept_from_scripts_and_other_sites(collector: RunningCollector, own_collector: Callable[..., RunningCollector]) -> None:
    told = raw(collector, "POST", "/sign-in", {"token": link_of(collector, "cookie@shop.test")}).headers["Set-Cookie"]
    parts = {part.strip().lower() for part in told.split(";")}
    assert {"httponly", "samesite=lax", "path=/", "max-age=1209600"} <= parts and "secure" not in parts
    tls = own_collector(WINNOW_PUBLIC_URL="https://winnow.example", WINNOW_SESSION_DAYS="2")
    token = urllib.parse.urlsplit(tls.link).query.removeprefix("token=")
    told = raw(tls, "POST", "/sign-in", {"token": token}).headers["Set-Cookie"]
    assert {"secure", "max-age=172800"} <= {part.strip().lower() for part in told.split(";")}


def test_signing_in_never_leads_elsewhere(collector: RunningCollector) -> None:
    secret = link_of(collector, "elsewhere@shop.test")
    answer = raw(collector, "POST", "/sign-in?next=//evil.example&to=https://evil.example", {"token": secret, "next": "//evil.example"}, Host="evil.example")
    assert (answer.status, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_another_page_cannot_sign_a_browser_in(collector: RunningCollector, headers: dict[str, str]) -> None:
    """Else somebody could be signed in as an attacker and tell them what they see."""
    secret = link_of(collector, "forged@shop.test")
    assert raw(collector, "POST", "/sign-in", {"token": secret}, **headers).status == 403
    assert raw(collector, "POST", "/sign-in", {"token": secret}, Origin=collector.url).status == 303


def test_signing_out_ends_the_session_on_the_server(collector: RunningCollector) -> None:
    reader = enter(collector, "leaver@shop.test")
    cookie = next(iter(reader.jar))
    shown = f"{cookie.name}={cookie.value}"
    assert raw(collector, "GET", "/", Cookie=shown).status == 200
    assert raw(collector, "GET", "/sign-out", Cookie=shown).status == 405
    reader.get("/")
    reader.send("/sign-out", {})
    assert reader.at.endswith("/sign-in") and not list(reader.jar)
    assert raw(collector, "GET", "/", Cookie=shown).status == 303
    assert raw(collector, "GET", "/v1/leads", Cookie=shown).status == 401


def test_a_removed_user_is_out_at_once(collector: RunningCollector) -> None:
    from tests.web.conftest import command

    reader = enter(collector, "removed@shop.test")
    command(collector, "user", "remove", "removed@shop.test")
    reader.get("/")
    assert reader.at.endswith("/sign-in")


POSTS = ("/sign-out", "/visitors/someone/disposition", "/visitors/someone/suppress", "/visitors/someone/unmerge", "/visitors/someone/together")


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_its_token_is_refused(collector: RunningCollector, reader: Reader, path: str) -> None:
    other = enter(collector, "other@shop.test")
    wrong = [{}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "é"}, {"form_token": token(other.get("/"))}]
    for form in wrong:
        reader.post(path, form)
        assert reader.status == 403 and "reload the page" in reader.said
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}):
        reader.post(path, {"form_token": token(other.text)}, **headers)
        assert reader.status == 403
    reader.get("/")
    assert reader.status == 200 and reader.at.endswith("/")


def test_a_form_of_somebody_signed_out_is_refused(collector: RunningCollector) -> None:
    answer = raw(collector, "POST", "/visitors/someone/suppress", {"form_token": "0" * 64})
    assert answer.status == 403 and "Sign in" in answer.body


def test_errors_of_the_api_stay_json(reader: Reader) -> None:
    reader.get("/v1/visitors/nobody-at-all", Accept="text/html")
    assert reader.status == 404 and json.loads(reader.text)["code"] == "no_visitor"


def test_pages_carry_the_safe_headers(reader: Reader) -> None:
    for path, cached in (("/", "no-store"), ("/static/winnow.css", "no-cache")):
        reader.get(path)
        policy = reader.headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert reader.headers["x-content-type-options"] == "nosniff" and cached in reader.headers["cache-control"]
