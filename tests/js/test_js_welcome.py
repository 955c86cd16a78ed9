"""Welcomes: shown to whom they are meant for, asked for only where the owner wants it, and never to the visitor's harm."""
import pytest

pytestmark = pytest.mark.browser


def test_welcome_reveals_blocks_and_calls_back(page, site, recorder, until):
    """Only for the visitor's class, and asked once a session."""
    recorder.welcome = {"class": "job_seeker", "title": "Hello", "text": "We are hiring", "url": "/jobs"}
    body = "<p id=a hidden data-wn-show='student job_seeker'>jobs</p><p id=b hidden data-wn-show='student'>free</p>"
    page.goto(site.put("/", body=f"<div style=height:2000px></div>{body}", tag=site.script("data-welcome")))
    page.evaluate("window.got = []; winnow.welcome(w => got.push(w))")
    until(lambda: page.evaluate("got.length"))
    [asked] = [r for r in recorder.requests if r.path == "/v1/welcome"]

    assert {"writeKey": ["KEY"], "anonymousId": [page.evaluate("localStorage.wn_id")]} == asked.query
    assert recorder.welcome == page.evaluate("got[0]")
    assert page.is_visible("#a") and not page.is_visible("#b")

    page.reload()
    assert page.is_visible("#a") and not page.is_visible("#b")
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
