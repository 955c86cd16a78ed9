"""From a page in Chromium into the real collector and out of its API again."""
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
MANIFEST = Path(__file__).parents[2] / "tracker" / "snippet" / "manifest.json"


@pytest.fixture
def shop(site, collector):
    """A site whose tag is the real server's own."""
    site.collector = collector.url

    def script(attributes="", build="w.js"):
        return f'<script defer src="{collector.url}/{build}" data-key="{collector.write_key}" {attributes}></script>'

    site.script = script
    return site


@pytest.fixture
def traffic(page):
    """What the browser sent to the collector: (method, path)."""
    seen = []
    page.on("request", lambda r: seen.append(r))
    return seen


def test_a_visit_is_in_the_timeline(page, shop, collector, traffic):
    """Page, declared event, form without values, outbound link: kept, readable, with no preflight, no cookie, and the browser's own agent."""
    body = """<form id=quote onsubmit="return false"><input name=mail><button id=send>send</button></form>
      <button id=plan data-wn-event="Plan Chosen" data-wn-prop-plan="team">plan</button><a href="http://other.test/x">out</a>"""
    page.goto(shop.put("/shop", body=body, tag=shop.script()) + "?utm_source=news&token=secret")
    page.evaluate("document.addEventListener('click', e => e.target.matches('a') && e.preventDefault())")
    page.focus("[name=mail]")
    page.keyboard.type("secret@firm.example")
    page.click("#send")
    page.click("#plan")
    page.click("a")
    page.evaluate("winnow.identify('js-e2e-1', {plan: 'team'}), history.pushState({}, '', '/shop/two'), winnow.flush()")
    page.wait_for_timeout(800)
    visitor = page.evaluate("localStorage.wn_id")
    told = collector.until(f"/v1/visitors/{visitor}/timeline", lambda answer: "/shop/two" in str(answer))

    for name in ("Form Started", "Form Submitted", "Plan Chosen", "Outbound Link Clicked", "/shop?utm_source=news"):
        assert name in str(told), name
    assert "secret" not in str(told)
    assert "" == page.evaluate("winnow.why()")
    assert {"GET", "POST"} == {r.method for r in traffic}
    posts = [r for r in traffic if r.method == "POST"]
    assert all(r.url == f"{collector.url}/v1/b" for r in posts)
    assert not [r for r in posts if "authorization" in r.headers or "cookie" in r.headers]
    assert [] == page.context.cookies()


def test_the_beacon_reaches_the_server(page, shop, collector):
    shop.put("/next", tag="")
    page.goto(shop.put("/shop", tag=shop.script()))
    page.evaluate("winnow.track('Last Words')")
    visitor = page.evaluate("localStorage.wn_id")
    page.goto(shop.url + "/next")

    assert collector.until(f"/v1/visitors/{visitor}/timeline", lambda answer: "Last Words" in str(answer))


def test_a_repeated_delivery_is_kept_once(page, shop, collector, until):
    """The first answer gets lost on its way; the snippet sends again, the server keeps one."""
    lost = []

    def lose(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route("**/v1/b", lose)
    page.goto(shop.put("/once", tag=shop.script()))
    until(lambda: page.evaluate("window.winnow && winnow.why()") == "http-0")
    until(lambda: page.evaluate("winnow.why()") == "")
    visitor = page.evaluate("localStorage.wn_id")
    rows = collector.until(f"/v1/visitors/{visitor}/timeline", lambda answer: "/once" in str(answer))

    assert [200] == lost
    assert 1 == rows["total"] == len(rows["timeline"])


def test_a_wrong_key_is_explained(page, shop, collector):
    """The server's own words reach the developer through why()."""
    page.goto(shop.put("/", tag=f'<script defer src="{collector.url}/w.js" data-key="wk_nobody"></script>'))
    end = time.monotonic() + 6
    while not (why := page.evaluate("winnow.why()")):
        assert time.monotonic() < end
        page.wait_for_timeout(50)

    assert "http-401" == why or "key" in why


def test_every_build_is_served_with_its_hash(page, shop, collector):
    """The versioned address with Subresource Integrity loads in a browser that checks it."""
    manifest = json.loads(MANIFEST.read_text())
    for build, address in {"w.js": "", "w.core.js": ".core", "w.full.js": ".full"}.items():
        page.goto(
            shop.put(
                f"/sri{address}",
                tag=f'<script defer src="{collector.url}/w/{manifest["version"]}{address}.js" integrity="{manifest["files"][build]["sri"]}" '
                f'crossorigin data-key="{collector.write_key}"></script>',
            )
        )
        page.wait_for_timeout(600)
        assert "" == page.evaluate("winnow.why()")
    visitor = page.evaluate("localStorage.wn_id")
    assert collector.until(f"/v1/visitors/{visitor}/timeline", lambda answer: "/sri.full" in str(answer) and "/sri.core" in str(answer))


def test_a_welcome_of_the_real_server(page, site, own_collector, until):
    """Off at first (404, nothing breaks); once the owner switches it on and the visitor is known, the block meant for them appears."""
    running = own_collector()
    tag = f'<script src="{running.url}/w.js" data-key="{running.write_key}" data-welcome></script>'
    page.goto(site.put("/", body="<p hidden data-wn-show=job_seeker>open positions</p>", tag=tag))
    page.wait_for_timeout(800)
    visitor = page.evaluate("localStorage.wn_id")
    running.until(f"/v1/visitors/{visitor}", lambda answer: answer)
    bearer = {"Authorization": f"Bearer {running.secret_key}", "Content-Type": "application/json"}
    status, told, _ = running.call(f"/v1/visitors/{visitor}/disposition", {"class": "job_seeker", "note": "asked at the desk"}, bearer)
    assert status == 200, told
    assert not page.is_visible("p")

    [name] = [row["site"] for row in winnow("site", "list", "--json", "--data", running.folder)]
    winnow("site", "set", name, "--welcome", "on", "--data", running.folder)
    end = time.monotonic() + 20
    while not page.is_visible("p"):
        assert time.monotonic() < end, running.call(f"/v1/welcome?writeKey={running.write_key}&anonymousId={visitor}")
        page.reload()
        page.wait_for_timeout(400)
    page.evaluate("winnow.welcome(w => window.got = w)")

    assert "job_seeker" == page.evaluate("got.class")
    assert "anonymousId" not in str(page.evaluate("got")) and visitor not in str(page.evaluate("got"))


def winnow(*arguments):
    """The command beside the running server; what it prints as JSON, if it does."""
    done = subprocess.run([sys.executable, "-m", "tracker", *map(str, arguments)], cwd=MANIFEST.parents[2], capture_output=True, text=True, check=True)
    return json.loads(done.stdout) if "--json" in arguments else None
