"""How messages travel: batches, the beacon, retries, what is kept for the next page, and a page that stays unharmed by all of it."""
import json

import pytest

pytestmark = pytest.mark.browser

STUB = """<script>window.winnow = window.winnow || (function () {
  var w = function () { w.q.push(arguments) }; w.q = [];
  ["track", "identify", "page", "group", "alias", "consent", "optOut", "reset", "welcome", "flush"].forEach(function (name) {
    w[name] = function () { w.q.push([name].concat([].slice.call(arguments))) } });
  return w })();</script>"""


BEACONS = """window.beacons = []; const send = navigator.sendBeacon;
navigator.sendBeacon = function (...given) { beacons.push(given); return send.apply(this, given) }"""


def test_the_api_sends_segments_messages(page, site, recorder, until):
    page.goto(site.put("/", tag=site.script()))
    page.evaluate(
        """() => { winnow.identify('u1', {email: 'a@b.example'}); winnow.identify({plan: 'team'}); winnow.group('g1', {name: 'Firm'});
        winnow.track('Trial Started', {days: 14}); winnow.page('Pricing', {tier: 2}); winnow.alias('u2'); winnow('track', 'By Name') }"""
    )
    told = until(lambda: len(recorder.messages) == 8 and recorder.messages)
    first, identify, traits, group, track, view, alias, named = told

    assert 1 == len(recorder.posts)
    assert "userId" not in first
    assert {"type": "identify", "userId": "u1", "traits": {"email": "a@b.example"}}.items() <= identify.items()
    assert {"type": "identify", "userId": "u1", "traits": {"plan": "team"}}.items() <= traits.items()
    assert {"type": "group", "groupId": "g1", "traits": {"name": "Firm"}, "userId": "u1"}.items() <= group.items()
    assert {"type": "track", "event": "Trial Started", "properties": {"days": 14}}.items() <= track.items()
    assert "Pricing" == view["name"] and {"tier": 2, "path": "/"}.items() <= view["properties"].items()
    assert {"type": "alias", "userId": "u2", "previousId": "u1"}.items() <= alias.items()
    assert "By Name" == named["event"] and "u2" == named["userId"]


def test_the_user_is_remembered_and_reset_forgets(page, site, recorder, until):
    page.goto(site.put("/", tag=site.script()))
    page.evaluate("winnow.identify('u1')")
    until(lambda: recorder.named("identify"))
    page.reload()
    second = until(lambda: len(recorder.named("page")) == 2 and recorder.named("page")[1])
    page.evaluate("winnow.reset(), winnow.track('after')")
    [after] = until(lambda: recorder.named("after"))

    assert "u1" == second["userId"]
    assert "userId" not in after and after["anonymousId"] != second["anonymousId"]


def test_calls_before_loading_are_replayed(page, site, recorder, until):
    """The queue stub, also with its documented one-line form; consent given there counts."""
    page.goto(site.put("/", head=STUB + "<script>winnow.consent(true); winnow.track('early', {n: 1}); winnow('identify', 'u1')</script>", tag=site.script('data-consent="required"')))
    told = until(lambda: len(recorder.messages) == 3 and recorder.messages)

    assert ["page", "early", "identify"] == [m.get("event", m["type"]) for m in told]


def test_a_plain_object_with_q_is_a_stub_too(page, site, recorder, until):
    page.goto(site.put("/", head="<script>window.winnow = {q: [['track', 'early']]}</script>", tag=site.script()))
    assert until(lambda: recorder.named("early"))


def test_pasted_twice_counts_once(page, site, recorder, settle):
    page.goto(site.put("/", tag=site.script() + site.script()))
    settle()
    assert 1 == len(recorder.named("page"))


def test_twenty_messages_go_at_once_and_no_request_is_over_60_kilobytes(page, site, recorder, until):
    """400 ms or 20 messages, whichever comes first; long messages (here in three bytes a letter) make shorter batches."""
    page.goto(site.put("/", tag=site.script('data-auto="false"')))
    page.evaluate("for (let i = 0; i < 45; i++) winnow.track('n' + i)")
    until(lambda: len(recorder.messages) == 45)
    assert [20, 20, 5] == [len(p.json["batch"]) for p in recorder.posts]

    page.evaluate("for (let i = 0; i < 12; i++) winnow.track('long', {text: '\\u0939'.repeat(6000)})")
    until(lambda: len(recorder.named("long")) == 12)
    assert max(len(p.body) for p in recorder.posts) <= 60_000
    assert [f"n{i}" for i in range(45)] == [m["event"] for m in recorder.messages[:45]]


def test_too_much_is_refused_and_told(page, site, recorder, until):
    """One event over the limit, or one that cannot be written as JSON, falls alone; its neighbours arrive."""
    page.goto(site.put("/", tag=site.script()))
    page.evaluate("winnow.track('huge', {text: 'x'.repeat(40000)})")
    assert "overflow" == page.evaluate("winnow.why()")
    page.evaluate("const o = {}; o.o = o; winnow.track('circle', o); winnow.track('fine')")
    assert "TypeError" in page.evaluate("winnow.why()")
    until(lambda: recorder.named("fine"))

    assert ["page", "fine"] == [m.get("event", m["type"]) for m in recorder.messages]


def test_beacon_when_the_page_is_hidden(page, site, recorder, until):
    """sendBeacon with plain text, at once, each message once."""
    page.add_init_script(BEACONS)
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.named("page"))
    page.evaluate(
        """() => { for (let i = 0; i < 25; i++) winnow.track('b' + i); Object.defineProperty(document, 'hidden', {value: true});
        document.dispatchEvent(new Event('visibilitychange', {bubbles: true})) }"""
    )
    until(lambda: len([m for m in recorder.messages if m["type"] == "track"]) == 25)
    page.wait_for_timeout(700)
    beacons = page.evaluate("beacons")
    everything = [m["messageId"] for p in recorder.posts for m in p.json["batch"]]

    assert 1 <= len(beacons) <= 2 and all(isinstance(b[1], str) for b in beacons)
    assert len(set(everything)) == len(everything)
    assert all(p.headers["Content-Type"].startswith("text/plain") for p in recorder.posts)
    assert [] == recorder.preflights


def test_retry_after_is_honoured_with_the_same_ids(page, site, recorder, until):
    """429 with Retry-After: 2 is asked again after 2 s, not before, and with the same message."""
    recorder.answers = [(429, {"Retry-After": "2", "X-Winnow": "too many requests"})]
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.posts)
    page.wait_for_timeout(200)
    started = page.evaluate("performance.now()")
    assert "too many requests" == page.evaluate("winnow.why()")
    page.evaluate("winnow.track('meanwhile'), winnow.flush()")
    until(lambda: len(recorder.posts) == 2)
    waited = page.evaluate("performance.now()") - started
    first, second = (p.json["batch"] for p in recorder.posts)

    assert 1500 <= waited <= 3500
    assert first[0]["messageId"] == second[0]["messageId"]
    assert ["page", "track"] == [m["type"] for m in second]
    page.wait_for_timeout(100)
    assert "" == page.evaluate("winnow.why()") and page.evaluate("localStorage.wn_q") is None


def test_backing_off_after_errors(page, site, recorder, until):
    """Without Retry-After: about 1 s, then 2 s; what comes in between waits too."""
    recorder.answers = [(500, {}), (503, {})]
    page.goto(site.put("/", tag=site.script()))
    until(lambda: len(recorder.posts) == 3)

    assert until(lambda: page.evaluate("winnow.why()") == "")
    assert 1 == len({p.json["batch"][0]["messageId"] for p in recorder.posts})


def test_a_refused_batch_is_not_repeated(page, site, recorder, until, settle):
    """A wrong key stays wrong: dropped, with the server's reason in why()."""
    recorder.answers = [(401, {"X-Winnow": "unknown key"})]
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.posts)
    settle()

    assert 1 == len(recorder.posts)
    assert "unknown key" == page.evaluate("winnow.why()")


def test_a_rejected_event_is_told(page, site, recorder, until):
    """The collector took the batch but not all of it: no trouble for the rest, and why() says so until the next answer."""
    recorder.answers = [(200, {"X-Winnow": "accepted=0 repeated=0 rejected=1"})]
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.posts)
    until(lambda: page.evaluate("winnow.why()") == "rejected=1")
    page.evaluate("winnow.track('fine')")

    assert until(lambda: page.evaluate("winnow.why()") == "")


def test_undelivered_messages_reach_the_next_page(page, site, recorder, until):
    """Kept in localStorage while the collector is down (at most 100), delivered by the next page with their old ids, then removed."""
    site.put("/two", tag=site.script())
    recorder.answers = [(503, {"Retry-After": "1"})] * 2
    page.goto(site.put("/one", tag=site.script()))
    until(lambda: recorder.posts)
    page.evaluate("for (let i = 0; i < 150; i++) winnow.track('n' + i)")
    assert "overflow" == page.evaluate("winnow.why()")
    page.goto(site.url + "/two")
    assert 100 == page.evaluate("localStorage.wn_q.split('\\n').length - 1")
    until(lambda: len(recorder.named("page")) == 2 or len(recorder.messages) > 99, 10)
    until(lambda: page.evaluate("localStorage.wn_q") is None, 10)

    assert [f"n{i}" for i in range(99)] == [m["event"] for m in recorder.messages if m["type"] == "track"]
    assert "/one" == recorder.named("page")[0]["properties"]["path"]


def test_a_date_as_retry_after_is_no_number(page, site, recorder, until):
    """Proxies may answer so: then the snippet waits as without it, and neither for ever nor not at all."""
    recorder.answers = [(503, {"Retry-After": "Wed, 21 Oct 2065 07:28:00 GMT"})]
    page.goto(site.put("/", tag=site.script()))
    until(lambda: len(recorder.posts) == 2)
    page.wait_for_timeout(600)

    assert 2 == len(recorder.posts)


def test_another_tabs_undelivered_messages_stay(page, site, recorder, until):
    """A tab that gets through removes only what it has taken up itself."""
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.named("page"))
    page.evaluate("localStorage.wn_q = 'of another tab'; winnow.track('x')")
    until(lambda: recorder.named("x"))
    page.wait_for_timeout(200)

    assert "of another tab" == page.evaluate("localStorage.wn_q")
    page.evaluate("localStorage.removeItem('wn_q')")


def test_after_a_hidden_wait_it_goes_on(page, site, recorder, until):
    """The page was hidden while it had to wait: it still delivers when the wait is over."""
    recorder.answers = [(429, {"Retry-After": "1"})]
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.posts)
    page.wait_for_timeout(150)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true}); document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    until(lambda: len(recorder.posts) == 2)

    assert 1 == len(recorder.messages)


def test_the_wait_is_kept_for_the_next_page(page, site, recorder, until, settle):
    """A collector that asked for an hour's peace is not asked by every page that is opened meanwhile."""
    recorder.answers = [(429, {"Retry-After": "3600"})]
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.posts)
    page.wait_for_timeout(200)
    page.reload()
    settle()

    assert 1 == len(recorder.posts)


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
    page.goto(site.put("/", body="<p hidden data-wn-show=job_seeker>jobs</p>", tag=site.script("data-welcome", build="w.full.js")))
    assert until(lambda: recorder.named("page"))
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


def test_welcome_reveals_blocks_and_calls_back(page, site, recorder, until):
    """Only for the visitor's class, without a layout that jumps on the next page, and asked once a session."""
    recorder.welcome = {"class": "job_seeker", "title": "Hello", "text": "We are hiring", "url": "/jobs"}
    body = "<p id=a hidden data-wn-show='student job_seeker'>jobs</p><p id=b hidden data-wn-show='student'>free</p>"
    page.goto(site.put("/", body=body, tag=site.script("data-welcome")))
    page.evaluate("window.got = []; winnow.welcome(w => got.push(w))")
    until(lambda: page.evaluate("got.length"))
    [asked] = [r for r in recorder.requests if r.path == "/v1/welcome"]

    assert {"writeKey": ["KEY"], "anonymousId": [page.evaluate("localStorage.wn_id")]} == asked.query
    assert recorder.welcome == page.evaluate("got[0]")
    assert page.is_visible("#a") and not page.is_visible("#b")

    page.add_init_script("addEventListener('DOMContentLoaded', () => window.early = !document.querySelector('#a').hidden)")
    page.reload()
    assert page.evaluate("early"), "revealed before the document was done, so nothing flickers"
    assert 1 == len([r for r in recorder.requests if r.path == "/v1/welcome"])
    page.evaluate("winnow.reset()")
    assert page.evaluate("sessionStorage.length") == 0


def test_no_welcome_unless_switched_on(page, site, recorder, settle):
    recorder.welcome = {"class": "job_seeker"}
    page.goto(site.put("/", body="<p hidden data-wn-show=job_seeker>jobs</p>", tag=site.script()))
    page.evaluate("winnow.welcome(() => window.got = 1)")
    settle()

    assert not page.is_visible("p") and page.evaluate("window.got") is None
    assert [] == [r for r in recorder.requests if r.path == "/v1/welcome"]


def test_no_welcome_for_somebody_unknown_or_without_consent(page, site, recorder, settle):
    """Somebody unknown is asked about again on the next page, where more may be known; without consent nothing is asked."""
    recorder.welcome = {"class": "unknown", "title": "Hello"}
    page.goto(site.put("/", body="<p hidden data-wn-show=bot>robots</p>", tag=site.script("data-welcome")))
    page.evaluate("winnow.welcome(w => document.title = w.class)")
    settle()
    assert 0 == page.evaluate("sessionStorage.length")
    recorder.welcome = {"class": "student"}
    page.evaluate("history.pushState({}, '', '/next')")
    settle()
    assert "student" == page.title()
    page.evaluate("winnow.optOut()")
    page.reload()
    settle()

    assert 2 == len([r for r in recorder.requests if r.path == "/v1/welcome"])
    assert ["wn_out"] == page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")


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


def test_the_wire_is_json_with_three_keys(page, site, recorder, until):
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.posts)
    assert ["writeKey", "sentAt", "batch"] == list(json.loads(recorder.posts[0].body))
