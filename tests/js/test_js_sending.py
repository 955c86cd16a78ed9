"""How messages travel: batches, the beacon, retries, what is kept for the next page."""
import json

import pytest

pytestmark = pytest.mark.browser


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

    assert 1500 <= waited <= 9000
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


def test_the_wire_is_json_with_three_keys(page, site, recorder, until):
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.posts)
    assert ["writeKey", "sentAt", "batch"] == list(json.loads(recorder.posts[0].body))
