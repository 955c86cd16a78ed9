"""What people do on a page: links, declared events, reading; the signs of a person and of a machine; web vitals."""
import pytest

pytestmark = pytest.mark.browser

FORM = "<form><input name=mail></form>"


def sent(recorder):
    return b"".join(post.body for post in recorder.posts)


def test_outbound_links(page, site, recorder, until):
    """Told with the address, without its query; a link of the site's own is not; the middle button counts, the right one does not."""
    body = f"""<a id=out href="http://user:secret@other.test:{site.port}/x?session=secret&utm_source=us">out</a>
      <a id=own href="#own">own</a> <a id=inner href="http://third.test/y"><b id=bold>bold</b></a>"""
    page.goto(site.put("/", body=body, tag=site.script()))
    page.evaluate("document.addEventListener('click', e => e.preventDefault())")
    page.click("#own")
    page.click("#out")
    page.click("#bold")
    page.click("#out", button="right")
    told = until(lambda: len(recorder.named("Outbound Link Clicked")) == 2 and recorder.named("Outbound Link Clicked"))
    page.wait_for_timeout(600)

    assert [f"http://other.test:{site.port}/x?utm_source=us", "http://third.test/y"] == [m["properties"]["url"] for m in told]
    assert 2 == len(recorder.named("Outbound Link Clicked"))
    assert b"secret" not in sent(recorder)


def test_a_link_that_leaves_is_not_lost(page, site, recorder, until):
    """The page is gone at once: the beacon takes the click along."""
    site.put("/next", tag="")
    page.goto(site.put("/", body=f"<a href='http://other.test:{site.port}/next'>out</a>", tag=site.script()))
    page.click("a")
    page.wait_for_url("**/next")
    assert until(lambda: recorder.named("Outbound Link Clicked") and recorder.named("page"))


def test_downloads(page, site, recorder, until):
    body = """<a id=a href="/files/price%20list.PDF?key=secret">a</a> <a id=b download href="/report">b</a> <a id=c href="/plain.html">c</a>"""
    page.goto(site.put("/", body=body, tag=site.script()))
    page.evaluate("document.addEventListener('click', e => e.preventDefault())")
    for name in "abc":
        page.click("#" + name)
    told = until(lambda: len(recorder.named("File Downloaded")) == 2 and recorder.named("File Downloaded"))

    assert [
        {"url": f"{site.url}/files/price%20list.PDF", "file": "price%20list.PDF"},
        {"url": f"{site.url}/report", "file": "report"},
    ] == [m["properties"] for m in told]
    assert b"secret" not in sent(recorder)


def test_contact_links_tell_the_kind_and_nobodys_address(page, site, recorder, until):
    page.goto(site.put("/", body="<a href='mailto:jane@firm.example'>m</a><a href='tel:+49123456'>t</a>", tag=site.script()))
    page.evaluate("document.addEventListener('click', e => e.preventDefault())")
    for link in page.query_selector_all("a"):
        link.click()
    told = until(lambda: len(recorder.named("Contact Link Clicked")) == 2 and recorder.named("Contact Link Clicked"))

    assert [{"kind": "mailto"}, {"kind": "tel"}] == [m["properties"] for m in told]
    assert b"jane" not in sent(recorder) and b"49123456" not in sent(recorder)


def test_declared_events(page, site, recorder, until):
    """data-wn-event on anything that is clicked, on what lies inside it, within shadow roots, and on forms that are sent."""
    body = """<button data-wn-event="Plan Chosen" data-wn-prop-plan="team" data-wn-prop-seats="5"><i id=inside>go</i></button>
      <form onsubmit="return false" data-wn-event="Newsletter Joined" data-wn-prop-place="footer"><label id=label>x</label><button id=join>join</button></form>
      <div id=host></div>"""
    page.goto(site.put("/", body=body, tag=site.script()))
    page.evaluate("host.attachShadow({mode: 'open'}).innerHTML = '<button data-wn-event=Shadowed>s</button>'")
    page.click("#inside")
    page.click("#label")
    page.click("#join")
    page.click("#host button")
    until(lambda: recorder.named("Shadowed"))
    page.wait_for_timeout(500)

    assert [("Plan Chosen", {"plan": "team", "seats": "5"}), ("Newsletter Joined", {"place": "footer"}), ("Shadowed", {})] == [
        (m["event"], m["properties"]) for m in recorder.messages if m["type"] == "track"
    ]


def test_engaged_time_and_scroll(page, site, recorder, until):
    """Seconds in view with signs of life, how far down; told when the page is hidden, and only what is new the next time."""
    page.goto(site.put("/long", body="<div style='height:4000px'>long</div>", tag=site.script()))
    for _ in range(8):
        page.mouse.wheel(0, 250)
        page.mouse.move(10 + _, 20)
        page.wait_for_timeout(200)
    hide(page)
    [engaged] = until(lambda: recorder.named("Page Engaged"))
    hide(page)
    page.wait_for_timeout(600)

    assert engaged["properties"]["seconds"] in (1, 2, 3)
    assert 40 <= engaged["properties"]["scroll"] <= 90
    assert {"url": f"{site.url}/long", "path": "/long"}.items() <= engaged["properties"].items()
    assert 1 == len(recorder.named("Page Engaged"))


def test_idle_and_hidden_time_do_not_count(page, site, recorder, until):
    """After 15 s without a sign of life nobody reads; while the page is hidden nobody can."""
    page.clock.install()
    page.goto(site.put("/", tag=site.script()))
    page.clock.run_for(1000)
    until(lambda: recorder.named("page"))
    page.mouse.move(5, 5)
    page.clock.run_for(60_000)
    hide(page)
    page.clock.run_for(30_000)
    show(page)
    page.clock.run_for(3_000)
    hide(page)
    told = until(lambda: len(recorder.named("Page Engaged")) == 2 and recorder.named("Page Engaged"))

    assert [3, 16] == sorted(m["properties"]["seconds"] for m in told), "the order of two beacons is the network's"


def test_human_and_webdriver_signs(page, site, recorder, until):
    """Trusted input is counted, a script's own events are not; an automated browser says so itself."""
    page.goto(site.put("/", body="<p>text</p>", tag=site.script()))
    page.evaluate("for (const t of ['pointerdown', 'keydown', 'pointermove']) document.body.dispatchEvent(new Event(t, {bubbles: true})); scrollTo(0, 1)")
    page.evaluate("winnow.track('before')")
    page.mouse.move(30, 30)
    page.mouse.down()
    page.mouse.up()
    page.keyboard.press("a")
    page.evaluate("winnow.track('after')")
    [after] = until(lambda: recorder.named("after"))
    [before] = recorder.named("before")

    assert 0 == before["context"]["signs"]["human"]
    assert 3 <= after["context"]["signs"]["human"] <= 5
    assert page.evaluate("navigator.webdriver") == after["context"]["signs"]["webdriver"]


def test_webdriver_is_passed_on(page, site, recorder, until):
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => true})")
    page.goto(site.put("/", tag=site.script()))
    [message] = until(lambda: recorder.named("page"))

    assert message["context"]["signs"]["webdriver"] is True


def test_web_vitals_in_the_full_build(page, site, recorder, until):
    """The five measures, once, when the page is first hidden; the full build also answers to window.analytics."""
    page.goto(site.put("/", body="<button>press</button>", tag=site.script(build="w.full.js")) + "?utm_source=news&utm_campaign=may")
    page.wait_for_timeout(300)
    page.click("button")
    page.wait_for_timeout(300)
    page.evaluate("analytics.track('Through Segment')")
    hide(page)
    [vitals] = until(lambda: recorder.named("Web Vitals"))
    [event] = recorder.named("Through Segment")
    hide(page)
    page.wait_for_timeout(500)

    assert {"ttfb", "fcp", "lcp"} <= set(vitals["properties"]) <= {"ttfb", "fcp", "lcp", "cls", "inp"}
    assert all(0 <= value < 60_000 for value in vitals["properties"].values())
    assert {"source": "news", "name": "may"} == event["context"]["campaign"]
    assert 1 == len(recorder.named("Web Vitals"))


@pytest.mark.parametrize("build", ["w.js", "w.full.js", "w.core.js"])
def test_nothing_by_itself_where_auto_is_false(page, site, recorder, until, build):
    """Only what the page asks for; what waits when it is hidden still goes along."""
    body = FORM + "<a href='http://other.test/x'>out</a><button data-wn-event=Pressed>p</button>"
    page.goto(site.put("/", body=body, tag=site.script('data-auto="false"', build=build)) + "?q=word")
    page.evaluate("document.addEventListener('click', e => e.preventDefault())")
    page.focus("[name=mail]")
    page.keyboard.type("x")
    page.click("a")
    page.click("[data-wn-event]")
    page.evaluate("history.pushState({}, '', '/two')")
    page.wait_for_timeout(1100)
    page.evaluate("winnow.track('Mine')")
    hide(page)
    until(lambda: recorder.messages)
    page.wait_for_timeout(300)

    assert ["Mine"] == [m.get("event", m["type"]) for m in recorder.messages]
    assert "/two" == recorder.messages[0]["context"]["page"]["path"]


def hide(page):
    turn(page, "hidden")


def show(page):
    turn(page, "visible")


def turn(page, state):
    page.evaluate(
        "s => { Object.defineProperty(document, 'hidden', {value: s == 'hidden', configurable: true});"
        "Object.defineProperty(document, 'visibilityState', {value: s, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange', {bubbles: true})) }",
        state,
    )
