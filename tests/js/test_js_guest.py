"""A guest in somebody else's page: queue stub, blocked storage and requests, strict policies, odd calls. Nothing is thrown, nothing breaks."""
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
README = (Path(__file__).parents[2] / "js" / "README.md").read_text()

STUB = """<script>window.winnow = window.winnow || (function () {
  var w = function () { w.q.push(arguments) }; w.q = [];
  ["track", "identify", "page", "group", "alias", "consent", "optOut", "reset", "welcome", "flush"].forEach(function (name) {
    w[name] = function () { w.q.push([name].concat([].slice.call(arguments))) } });
  return w })();</script>"""


def test_calls_before_loading_are_replayed(page, site, recorder, until):
    """The queue stub, also with its documented one-line form; consent given there counts."""
    page.goto(site.put("/", head=STUB + "<script>winnow.consent(true); winnow.track('early', {n: 1}); winnow('identify', 'u1')</script>", tag=site.script('data-consent="required"')))
    told = until(lambda: len(recorder.messages) == 3 and recorder.messages)

    assert ["page", "early", "identify"] == [m.get("event", m["type"]) for m in told]


def test_the_stub_of_the_readme(page, site, recorder, until):
    """Taken from there word for word."""
    head = "".join(re.findall(r"<script>.*?</script>", README))
    assert "winnow.q" in head and "Seen Early" in head
    page.goto(site.put("/", head=head, tag=site.script()))

    assert until(lambda: recorder.named("Seen Early"))


def test_a_plain_object_with_q_is_a_stub_too(page, site, recorder, until):
    page.goto(site.put("/", head="<script>window.winnow = {q: [['track', 'early']]}</script>", tag=site.script()))
    assert until(lambda: recorder.named("early"))


def test_pasted_twice_counts_once(page, site, recorder, settle):
    page.goto(site.put("/", tag=site.script() + site.script()))
    settle()
    assert 1 == len(recorder.named("page"))


def test_without_send_beacon_the_next_page_delivers(page, site, recorder, until):
    """Some browsers switch it off: what waits is kept instead, and nothing is thrown or rejected into the page."""
    page.add_init_script("navigator.sendBeacon = undefined; Navigator.prototype.sendBeacon = undefined; addEventListener('unhandledrejection', e => localStorage.bad = e.reason)")
    site.put("/two", tag=site.script())
    page.goto(site.put("/one", tag=site.script()))
    page.evaluate("winnow.track('x')")
    page.goto(site.url + "/two")
    until(lambda: recorder.named("x") and len(recorder.named("page")) == 2)

    assert page.evaluate("localStorage.bad") is None


def test_blocked_storage(page, site, recorder, until):
    """Where localStorage throws, the id lives as long as the page, and everything is sent."""
    page.add_init_script("for (const s of ['localStorage', 'sessionStorage']) Object.defineProperty(window, s, {get() { throw new DOMException('denied', 'SecurityError') }})")
    page.goto(site.put("/", tag=site.script("data-welcome")))
    page.evaluate("winnow.track('x'), winnow.identify('u1'), winnow.track('y')")
    told = until(lambda: len(recorder.messages) == 4 and recorder.messages)

    assert 1 == len({m["anonymousId"] for m in told})


def test_full_storage(page, site, recorder, until):
    """Where writing throws, one id all the same."""
    page.add_init_script("const o = localStorage; Object.defineProperty(window, 'localStorage', {value: new Proxy(o, {set() { throw new DOMException('full', 'QuotaExceededError') }})})")
    page.goto(site.put("/", tag=site.script()))
    page.evaluate("winnow.track('x')")
    until(lambda: recorder.named("x"))
    page.evaluate("winnow.track('y')")
    until(lambda: recorder.named("y"))

    assert 1 == len({m["anonymousId"] for m in recorder.messages})


def test_blocked_requests(page, site, recorder, until):
    """An ad blocker's refusal throws nothing into the page, is told by why(), and is tried again ever more slowly."""
    attempts = []
    page.route("**/v1/b", lambda route: (attempts.append(1), route.abort("blockedbyclient")))
    page.goto(site.put("/", tag=site.script()))
    until(lambda: len(attempts) == 2)

    assert "http-0" == page.evaluate("winnow.why()")
    assert 2 == page.evaluate("localStorage.wn_q.split('\\n').length")
    page.unroute("**/v1/b")
    assert until(lambda: recorder.named("page"))


def test_a_slow_collector_delays_nothing(page, site, recorder, until):
    """While one request hangs, later messages wait for their turn and go in one batch."""
    page.route("**/v1/b", lambda route: (page.wait_for_timeout(1200), route.continue_()) if not recorder.posts else route.continue_())
    page.goto(site.put("/", tag=site.script()))
    page.wait_for_timeout(500)
    page.evaluate("for (let i = 0; i < 5; i++) winnow.track('n' + i)")
    until(lambda: len(recorder.messages) == 6)

    assert [1, 5] == [len(p.json["batch"]) for p in recorder.posts]


def test_a_strict_content_security_policy(page, site, recorder, until):
    """script-src and connect-src of one host suffice: no inline script, no eval, no style, no worker."""
    violations = []
    page.on("console", lambda m: violations.append(m.text) if "Content Security Policy" in m.text else None)
    site.csp = f"default-src 'none'; script-src {recorder.url}; connect-src {recorder.url}; require-trusted-types-for 'script'"
    recorder.welcome = {"class": "job_seeker"}
    page.goto(site.put("/", body="<p hidden data-wn-show=job_seeker>jobs</p>", tag=site.script("data-welcome", build="w.full.js", when="")))
    assert until(lambda: recorder.named("page"))
    until(lambda: page.evaluate("sessionStorage.wn_welcome"))
    page.reload()
    until(lambda: page.is_visible("p"))
    assert [] == violations


def test_odd_calls_do_not_throw(page, site, recorder, until):
    """Every entry point, with anything or nothing at all, returns; the page's next line runs."""
    page.goto(site.put("/", tag=site.script()))
    survived = page.evaluate(
        """() => { let n = 0; const odd = [undefined, null, 0, '', 'x', {}, [], Symbol('s'), 10n, () => 1, document.body, NaN];
        for (const name of Object.keys(winnow)) for (const a of odd) for (const b of odd) { winnow[name](a, b); n++ }
        for (const a of odd) { winnow(a); n++ }
        return n }"""
    )
    assert survived >= 12 * 12 * 11
    page.evaluate("winnow.optOut(false), winnow.consent(true), localStorage.clear()")
    page.reload()


def test_versioned_and_proxied_addresses(page, site, recorder, until):
    """The collector is where the script came from, also for /w/<version>.js and below a folder; data-host overrides."""
    for tag, home in [
        (f'<script defer src="{recorder.url}/w/0.1.0.js" data-key=KEY></script>', "/v1/b"),
        (f'<script defer src="{recorder.url}/w.js?v=2" data-key=KEY data-host="{recorder.url}/stats"></script>', "/stats/v1/b"),
        (f'<script defer src="{recorder.url}/stats/w.js" data-key=KEY></script>', "/stats/v1/b"),
    ]:
        recorder.requests.clear()
        page.goto(site.put("/", tag=tag))
        until(lambda: recorder.posts)
        assert home == recorder.posts[0].path
        page.evaluate("localStorage.clear()")
