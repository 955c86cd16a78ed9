"""assets/page.js in Chromium, before the real snippet: who is named, which cookie is set, and when."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.conftest import WORDPRESS

pytestmark = pytest.mark.browser
SCRIPTS = {"/page.js": WORDPRESS / "assets" / "page.js", "/w.js": Path(__file__).parents[2] / "tracker" / "snippet" / "w.js"}
FORM = "<form><input name=mail><button>send</button></form><button id=menu>menu</button>"


class Site:
    """A page with both tags, answered by the test itself; ``messages`` is what the snippet sent."""

    def __init__(self, page: Any) -> None:
        self.page, self.messages, self.html = page, [], ""
        page.route("**/*", self.answer)
        page.add_init_script("document.addEventListener('submit', event => event.preventDefault());")

    def answer(self, route: Any) -> None:
        path = "/" + route.request.url.split("/", 3)[3]
        if path in SCRIPTS:
            route.fulfill(body=SCRIPTS[path].read_text(), content_type="text/javascript")
        elif path == "/v1/b":
            self.messages += json.loads(route.request.post_data)["batch"]
            route.fulfill(body="{}", headers={"X-Winnow": "accepted=1 repeated=0 rejected=0"})
        else:
            policy = {"Content-Security-Policy": "script-src 'self'"}
            route.fulfill(body=self.html, content_type="text/html", headers=policy)

    def visit(self, attributes: str = "data-link", tag: str = "", body: str = FORM, snippet: bool = True, first: str = "") -> None:
        w = f'<script defer src="/w.js" data-key="K" {tag}></script>' if snippet else ""
        self.html = f'<!doctype html><head>{first}<script defer src="/page.js" {attributes}></script>{w}</head><body>{body}</body>'
        self.page.goto("https://site.example/")

    def cookies(self) -> dict[str, Any]:
        return {cookie["name"]: cookie for cookie in self.page.context.cookies()}

    def kept(self, name: str) -> str | None:
        return self.page.evaluate(f"localStorage.getItem('wn_{name}')")


@pytest.fixture
def site(page):
    return Site(page)


def test_a_form_is_linked_for_two_minutes(site):
    """No cookie before, none by other clicks; while a form is used, the snippet's id, readable for this site only."""
    site.visit()
    site.page.click("#menu")
    assert site.cookies() == {}
    site.page.click("form button")
    cookie = site.cookies()["wn_id"]
    assert cookie["value"] == site.kept("id") and (cookie["sameSite"], cookie["secure"], cookie["path"]) == ("Lax", True, "/")
    assert 0 < cookie["expires"] - site.page.evaluate("Date.now()") / 1000 <= 121


@pytest.mark.parametrize(
    "attributes, tag, stored",
    [
        ("", "", {}),
        ("data-link data-consent=required", "data-consent=required", {}),
        ("data-link data-consent=required", "data-consent=required", {"wn_consent": '{"analytics":false}'}),
        ("data-link", "", {"wn_out": "1"}),
        ("data-link", "", {"gpc": "1"}),
        ("data-link", "data-cookieless", {}),
    ],
    ids=["not wanted", "not asked", "refused", "opt-out", "gpc", "cookieless"],
)
def test_no_cookie_against_an_objection(site, attributes, tag, stored):
    """Also where an id is left over from earlier."""
    gpc = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true});" if stored.pop("gpc", "") else ""
    if tag != "data-cookieless":
        stored["wn_id"] = "left-over"
    site.page.add_init_script(gpc + "".join(f"localStorage.setItem({json.dumps(name)}, {json.dumps(value)});" for name, value in stored.items()))
    site.visit(attributes, tag)
    site.page.click("form button")
    assert site.cookies() == {}


def test_consent_allows_it(site):
    """As soon as the visitor agrees, without a new page."""
    site.visit("data-link data-consent=required", "data-consent=required")
    site.page.evaluate("winnow.consent(true)")
    site.page.click("form button")
    assert site.cookies()["wn_id"]["value"] == site.kept("id")


def test_who_is_signed_in(site):
    """identify goes to the snippet once, not with every page."""
    for _ in range(2):
        site.visit("data-user=wp_1")
        site.page.evaluate("winnow.flush()")
        site.page.wait_for_timeout(100)
    identified = [message for message in site.messages if message["type"] == "identify"]
    assert [message["userId"] for message in identified] == ["wp_1"] and len(site.messages) == 3


def test_signing_out(site):
    """Whoever comes next is somebody else, from the first message on."""
    site.visit("data-user=wp_1")
    site.page.wait_for_function("localStorage.wn_user")
    before = site.kept("id")
    site.page.evaluate("winnow.flush()")
    site.page.wait_for_timeout(300)  # what the first page had to say has arrived: on a busy machine it came after the list was cleared
    site.page.context.add_cookies([{"name": "wn_reset", "value": "1", "url": "https://site.example/"}])
    site.messages.clear()
    site.visit()
    site.page.evaluate("winnow.flush()")
    site.page.wait_for_timeout(100)
    assert site.kept("id") != before and site.kept("user") is None and site.cookies() == {}
    assert site.messages and {message["anonymousId"] for message in site.messages} == {site.kept("id")} and not any("userId" in message for message in site.messages)


def test_the_consent_api(site):
    """A banner that speaks the WP Consent API decides; its changes are followed, a refusal as well."""
    site.page.add_init_script("window.given = ''; window.wp_has_consent = category => given.includes(category);")
    site.visit("data-link data-consent=wp", "data-consent=required")
    assert site.kept("consent") is None and site.kept("id") is None and site.page.evaluate("winnow.why()") == "no-consent"
    change = "given = %r; document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', {detail: {}}))"
    site.page.evaluate(change % "statistics")
    site.page.click("form button")
    assert json.loads(site.kept("consent")) == {"analytics": True, "marketing": False} and "wn_id" in site.cookies()
    site.page.evaluate("winnow.flush()")
    site.page.wait_for_timeout(100)
    assert "page" in {message["type"] for message in site.messages}
    site.page.context.clear_cookies()
    site.page.evaluate(change % "")
    site.page.click("form button")
    assert site.kept("id") is None and site.cookies() == {}


def test_without_the_snippet(site):
    """An ad blocker took it, or storage is closed: nothing happens, nothing is thrown."""
    site.visit("data-link data-user=wp_1", snippet=False)
    site.page.click("form button")
    assert site.cookies() == {}
    site.page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('closed'); }});")
    site.visit("data-link data-user=wp_1")
    site.page.click("form button")
    assert site.cookies() == {}


def test_no_modern_syntax():
    """Runs as it is written, without a build: nothing newer than the browsers that the snippet supports."""
    assert not re.search(r"=>|\b(let|const|class|async)\b|`|\?\.", re.sub(r"/\*.*?\*/|//.*", "", SCRIPTS["/page.js"].read_text(), flags=re.DOTALL))
