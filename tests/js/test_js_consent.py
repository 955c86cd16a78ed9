"""Who said no is left alone: consent, Global Privacy Control, Do Not Track, opt-out, cookieless sites, and why() that tells."""
import pytest

pytestmark = pytest.mark.browser

GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
DNT = "Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})"


def stored(page):
    return sorted(page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))"))


def test_global_privacy_control_is_respected(page, site, recorder, settle):
    """Nothing is sent, nothing is stored, and why() says why."""
    page.add_init_script(GPC)
    page.goto(site.put("/", tag=site.script()))
    page.evaluate("winnow.track('x'), winnow.identify('u1'), winnow.flush()")
    settle()

    assert "gpc" == page.evaluate("winnow.why()")
    assert [] == recorder.posts and [] == stored(page)


def test_do_not_track_is_respected(page, site, recorder, settle):
    page.add_init_script(DNT)
    page.goto(site.put("/", tag=site.script()))
    settle()

    assert "dnt" == page.evaluate("winnow.why()")
    assert [] == recorder.posts and [] == stored(page)


def test_an_explicit_yes_outweighs_the_browsers_no(page, site, recorder, until):
    """It is the visitor's own and later decision; it is remembered on the next page."""
    page.add_init_script(GPC)
    page.goto(site.put("/", tag=site.script()))
    page.evaluate("winnow.consent(true)")
    [message] = until(lambda: recorder.named("page"))
    page.reload()
    until(lambda: len(recorder.named("page")) == 2)

    assert {"analytics": True} == message["context"]["consent"]


def test_consent_required_holds_everything_back(page, site, recorder, until, settle):
    """Before the yes: no request, no storage, not even an id. After it: all that was held, in order, with one id and its own times."""
    page.goto(site.put("/", tag=site.script('data-consent="required"')))
    page.evaluate("winnow.track('early', {n: 1}), winnow.identify('u1', {plan: 'x'}), winnow.flush()")
    settle()

    assert "no-consent" == page.evaluate("winnow.why()")
    assert [] == recorder.posts and [] == stored(page)

    page.evaluate("winnow.consent({analytics: true, marketing: false})")
    told = until(lambda: len(recorder.messages) == 3 and recorder.messages)
    assert ["page", "early", "identify"] == [m.get("event", m["type"]) for m in told]
    assert 1 == len({m["anonymousId"] for m in told})
    assert all({"analytics": True, "marketing": False} == m["context"]["consent"] for m in told)
    assert told[0]["timestamp"] <= told[1]["timestamp"] < recorder.posts[0].json["sentAt"]
    assert ["wn_consent", "wn_id", "wn_user"] == stored(page)
    assert "" == page.evaluate("winnow.why()")


def test_consent_refused_discards_what_was_held(page, site, recorder, settle):
    """Nothing of before the no is ever sent; only the no itself is remembered."""
    page.goto(site.put("/", tag=site.script('data-consent="required"')))
    page.evaluate("winnow.track('early'), winnow.consent(false), winnow.track('between')")
    page.evaluate("winnow.consent(true)")
    page.evaluate("winnow.track('late')")
    settle()

    assert ["late"] == [m["event"] for m in recorder.messages]


def test_a_refusal_is_remembered_and_leaves_nothing_behind(page, site, recorder, until, settle):
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.named("page"))
    page.evaluate("winnow.identify('u1'), winnow.consent(false)")
    count = len(recorder.posts)

    assert ["wn_consent"] == stored(page)
    page.reload()
    settle()
    assert count == len(recorder.posts)
    assert "no-consent" == page.evaluate("winnow.why()")


def test_a_no_in_one_tab_means_every_tab(page, site, recorder, until, settle):
    page.goto(site.put("/", tag=site.script()))
    until(lambda: recorder.named("page"))
    other = page.context.new_page()
    other.goto(site.url + "/")
    other.evaluate("winnow.consent(false)")
    page.evaluate("winnow.track('after')")
    settle()

    assert [] == recorder.named("after")
    assert "no-consent" == page.evaluate("winnow.why()")


def test_opt_out_and_back(page, site, recorder, until, settle):
    """Stronger than any consent; forgets the id; holds on the next page; ends only by optOut(false)."""
    page.goto(site.put("/", tag=site.script()))
    [first] = until(lambda: recorder.named("page"))
    page.evaluate("winnow.track('pending'), winnow.optOut(), winnow.consent(true), winnow.track('x')")
    settle()
    page.reload()
    settle()

    assert ["page"] == [m["type"] for m in recorder.messages]
    assert "opt-out" == page.evaluate("winnow.why()")
    assert "wn_id" not in stored(page)

    page.evaluate("winnow.optOut(false), winnow.track('again')")
    [again] = until(lambda: recorder.named("again"))
    assert first["anonymousId"] != again["anonymousId"]


def test_cookieless_stores_nothing_and_sends_no_id(page, site, recorder, until):
    """The server counts by a hash of its own; even an undelivered message is kept in memory only."""
    recorder.answers = [(500, {})]
    page.goto(site.put("/", tag=site.script("data-cookieless")))
    page.evaluate("winnow.identify('u1')")
    until(lambda: recorder.named("identify"))
    page.wait_for_timeout(300)
    [view] = recorder.named("page")

    assert "anonymousId" not in view
    assert "u1" == recorder.named("identify")[0]["userId"]
    assert [] == stored(page) and [] == page.context.cookies()


def test_cookieless_remembers_an_opt_out(page, site, recorder, settle):
    """The one thing it stores: the visitor asked for it."""
    page.goto(site.put("/", tag=site.script("data-cookieless")))
    page.evaluate("winnow.optOut()")
    page.reload()
    settle()

    assert ["wn_out"] == stored(page)
    assert "opt-out" == page.evaluate("winnow.why()")


def test_without_a_key_nothing_is_sent(page, site, recorder, settle):
    page.goto(site.put("/", tag=f'<script defer src="{recorder.url}/w.js"></script>'))
    settle()

    assert "no-key" == page.evaluate("winnow.why()")
    assert [] == recorder.posts and [] == stored(page)


def test_the_core_build_asks_the_same_questions(page, site, recorder, until, settle):
    page.add_init_script(GPC)
    page.goto(site.put("/", tag=site.script(build="w.core.js")))
    settle()

    assert "gpc" == page.evaluate("winnow.why()")
    assert [] == recorder.posts and [] == stored(page)

    page.evaluate("winnow.consent(true)")
    assert until(lambda: recorder.named("page"))


def test_only_a_plain_yes_is_consent(page, site, recorder, settle):
    """What a consent banner hands over by mistake counts as no: nothing, a word, a yes to something else."""
    page.goto(site.put("/", tag=site.script('data-consent="required"')))
    for given in ("", "null", "'granted'", "1", "{}", "{marketing: true}", "{analytics: undefined}"):
        page.evaluate(f"winnow.consent({given}), winnow.track('x')")
        assert "no-consent" == page.evaluate("winnow.why()"), given
    settle()

    assert [] == recorder.posts
