"""The same file in Debian's Firefox ESR, with a person's pointer and keys: what Chromium's tests say holds there, too."""
import shutil
import time

import pytest

from tests.js.firefox import Firefox

pytestmark = pytest.mark.browser
FORM = """<form id=quote><input name=mail required><textarea name=note></textarea><input name=pass type=password>
<button>Send</button></form><a id=out href="http://127.0.0.1:9/x?secret=1">out</a><p hidden data-wn-show=job_seeker>jobs</p>"""


@pytest.fixture
def firefox(tmp_path):
    """Starts Firefox with these preferences (dots as two underscores)."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        pytest.skip("needs Firefox: apt-get install firefox-esr")
    websocket = pytest.importorskip("websocket", reason="needs the pip package websocket-client: pip install -r requirements-dev.txt")
    running = []

    def start(**preferences):
        running.append(Firefox(program, tmp_path, websocket.create_connection, **preferences))
        return running[-1]

    yield start
    for browser in running:
        browser.close()


def until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)
    return condition()


def test_a_person_fills_a_form(firefox, site, recorder):
    """Trusted input counts as human; friction per field, values never; no preflight, no cookie; a strict policy holds."""
    site.csp = f"default-src 'none'; script-src {recorder.url}; connect-src {recorder.url}"
    browser = firefox()
    browser.goto(site.put("/quote", body=FORM, tag=site.script()))
    browser.evaluate("['submit', 'click'].forEach(type => document.addEventListener(type, event => (type == 'submit' || event.target.href) && event.preventDefault()))")
    browser.click("[name=mail]")
    browser.type("not-an-address")
    browser.click("[name=note]")
    browser.type("secret")
    browser.click("[name=pass]")
    browser.type("secret")
    browser.click("[name=mail]")
    browser.type("secret@firm.example")
    browser.click("button")
    browser.click("#out")
    [submitted] = until(lambda: recorder.named("Form Submitted"))
    [out] = until(lambda: recorder.named("Outbound Link Clicked"))

    assert [("mail", 2), ("note", 1)] == [(field["name"], field["edits"]) for field in submitted["properties"]["fields"]]
    assert out["properties"]["url"] == "http://127.0.0.1:9/x"
    assert submitted["context"]["signs"]["human"] > 20 and submitted["context"]["signs"]["webdriver"] is True
    assert b"secret" not in b"".join(post.body for post in recorder.posts)
    assert [] == recorder.preflights and not [post for post in recorder.posts if "Cookie" in post.headers]


def test_back_forward_cache(firefox, site, recorder):
    """A page that comes back without running its script anew is a page view again."""
    site.put("/two", tag="")
    browser = firefox()
    browser.goto(site.put("/one", tag=site.script()))
    until(lambda: recorder.named("page"))
    browser.goto(site.url + "/two")
    browser.back()

    assert until(lambda: len(recorder.named("page")) == 2)
    assert ["/one", "/one"] == [message["properties"]["path"] for message in recorder.named("page")]
    assert 1 == len([request for request in recorder.requests if request.path == "/w.js"]), "it came out of the cache"


@pytest.mark.parametrize(
    "preferences, why",
    [({"privacy__globalprivacycontrol__enabled": True}, "gpc"), ({"privacy__donottrackheader__enabled": True}, "dnt")],
    ids=["gpc", "dnt"],
)
def test_the_browsers_objection(firefox, site, recorder, preferences, why):
    """Firefox's own settings: nothing is stored or sent, and why() says which; an explicit yes outweighs them."""
    browser = firefox(**preferences)
    browser.goto(site.put("/", tag=site.script()))
    assert [why, 0] == browser.evaluate("[winnow.why(), localStorage.length]")
    time.sleep(0.8)
    assert [] == recorder.posts

    browser.evaluate("winnow.consent(true)")
    assert until(lambda: recorder.named("page"))


def test_blocked_storage(firefox, site, recorder):
    """Firefox's "block all cookies": localStorage throws; one id as long as the page lives, and everything arrives."""
    browser = firefox(network__cookie__cookieBehavior=2)
    browser.goto(site.put("/", tag=site.script("data-welcome")))
    assert browser.evaluate("(() => { try { return localStorage.length } catch (error) { return error.name } })()") == "SecurityError"
    browser.evaluate("winnow.track('x')")
    until(lambda: recorder.named("x"))

    assert 1 == len({message["anonymousId"] for message in recorder.messages})


def test_the_full_build_and_a_welcome(firefox, site, recorder):
    """Web Vitals that Firefox measures, `window.analytics`, and the hidden block shown to whom it is meant for, from the second page on."""
    recorder.welcome = {"class": "job_seeker"}
    site.put("/two", tag="")
    browser = firefox()
    for path in ("/first", "/"):
        browser.goto(site.put(path, body=FORM, tag=site.script("data-welcome", build="w.full.js", when="")))
        until(lambda: browser.evaluate("!!sessionStorage.wn_welcome"))
    assert browser.evaluate("document.querySelector('[data-wn-show]').hidden") is False
    browser.evaluate("analytics.page('Docs', 'Install', { tier: 2 })")
    browser.click("[name=note]")
    browser.goto(site.url + "/two")
    [vitals] = until(lambda: recorder.named("Web Vitals")[1:])
    docs = [message for message in recorder.named("page") if message.get("name") == "Install"]

    assert {"ttfb", "fcp", "lcp"} <= set(vitals["properties"])
    assert ["Docs", 2] == [docs[0]["properties"][name] for name in ("category", "tier")]
