"""Script tags that the owners of sites have pasted for Segment and Jitsu, with nothing changed in them but the host (and the key).

Segment's is rendered by its own published package; as the test's server speaks plain http, so does the address in it.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.faults import Proxy
from tests.clients.running import timeline
from tests.conftest import RunningCollector
from tracker.model import Event

pytestmark = pytest.mark.browser
RENDER = "const { min, max } = require('@segment/snippet'); const [how, given] = process.argv.slice(1); process.stdout.write({ min, max }[how](JSON.parse(given)));"
FORM = '<form id=quote onsubmit="return false"><input name=mail><button>send</button></form><a id=buy href="#buy">buy</a>'
JITSU = '<script async src="HOST/p.js" data-write-key="KEY:secret"></script>'


@pytest.fixture
def visit(chromium: Any, collector: RunningCollector) -> Iterator[Callable[..., Any]]:
    """Opens a page with this head, on another origin; the page. What it throws fails the test."""
    host, context, errors = Proxy(collector.url), chromium.new_context(), []
    context.set_default_timeout(10_000)

    def open_page(head: str, after: str = "!!window.winnow?.why") -> Any:
        text = head.replace("HOST", collector.url).replace("KEY", collector.write_key)
        host.pages["/page/pricing"] = ("text/html; charset=utf-8", f"<!doctype html><meta charset=utf-8><title>Pricing</title>{text}<body>{FORM}</body>".encode())
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(host.url.replace("127.0.0.1", "localhost") + "/page/pricing")
        page.wait_for_function(after)
        return page

    yield open_page
    context.close()
    host.close()
    assert errors == []


@pytest.fixture
def loader(clients_node: Path, collector: RunningCollector) -> Callable[..., str]:
    """Segment's published loader snippet, for our host."""

    def render(how: str = "min", **given: Any) -> str:
        told = {"host": collector.url.removeprefix("http://"), "apiKey": collector.write_key, **given}
        done = subprocess.run(["node", "-e", RENDER, how, json.dumps(told)], cwd=clients_node.parent, capture_output=True, text=True, timeout=30, check=True)
        return f"<script>{done.stdout.replace('https://' + told['host'], collector.url)}</script>"

    return render


def stored(collector: RunningCollector, page: Any, least: int) -> list[Event]:
    """What hangs on the wall of the visitor, without what the snippet adds by itself when a page is left."""
    told = timeline(collector, [page.evaluate("winnow.flush(), localStorage.wn_id")], least)
    return [event for event in told if event.name != "Page Engaged"]


def kinds(events: list[Event]) -> list[tuple[str, str]]:
    """What they are, sorted: several within one millisecond have no order."""
    return sorted((event.kind, event.name) for event in events)


@pytest.mark.parametrize("how", ["min", "max"])
def test_segments_loader_snippet(visit: Callable, loader: Callable, collector: RunningCollector, how: str) -> None:
    """The stub's queue is played, its page view is the only one, and later calls arrive, with Segment's order of arguments."""
    early = "<script>analytics.track('Early', {n: 1}); analytics.ready(() => { window.ready = analytics.user().anonymousId() }); analytics.on('track', () => {})</script>"
    page = visit(loader(how) + early)
    said = page.evaluate(
        """async () => {
          const name = "ada-" + localStorage.wn_id;
          await analytics.identify(name, { plan: "team" }, { integrations: { All: true } }, () => { window.called = true });
          analytics.page("Docs", "Install", { tier: 2 });
          analytics.track("Plan Chosen", null, { integrations: {} });
          analytics.group("firm-" + name, { name: "Firm" });
          analytics.trackLink(document.querySelector("#buy"), "Buy Clicked", (link) => ({ id: link.id }));
          document.querySelector("#buy").click();
          history.pushState({}, "", "/page/two");
          analytics.page();
          return [window.ready == localStorage.wn_id, window.called, analytics.user().id() == name, winnow.why(), analytics.initialized];
        }"""
    )
    steps = stored(collector, page, 8)

    assert said == [True, True, True, "", True]
    assert kinds(steps) == [("group", ""), ("identify", ""), ("page", ""), ("page", ""), ("page", "Install"), ("track", "Buy Clicked"), ("track", "Early"), ("track", "Plan Chosen")]
    group, who, one, other, docs, bought, early_call, chosen = sorted(steps, key=lambda event: (event.kind, event.name))
    first, second = sorted((one, other), key=lambda event: event.page.path)
    assert (first.page.title, first.page.path, second.page.path) == ("Pricing", "/page/pricing", "/page/two")
    assert second.page.referrer.endswith("/page/pricing")
    assert early_call.properties == {"n": 1} and chosen.properties == {} and bought.properties == {"id": "buy"}
    assert docs.properties["category"] == "Docs" and docs.properties["tier"] == 2
    assert who.traits == {"plan": "team"} and (group.group, group.traits) == (f"firm-ada-{first.device}", {"name": "Firm"})
    assert {event.account for event in (who, docs, chosen, group, bought, second)} == {f"ada-{first.device}"} and len({event.device for event in steps}) == 1


def test_segments_loader_with_what_the_snippet_adds(visit: Callable, loader: Callable, collector: RunningCollector) -> None:
    """Forms and the rest are watched as by our own tag; a page that never says `page` has no page view, as with Segment; another global name works."""
    page = visit(loader(page=False, globalAnalyticsKey="tracks"), "!!window.tracks?.initialized")
    page.type("[name=mail]", "secret@firm.example")
    page.click("button")
    page.evaluate("tracks.track('Sent')")
    steps = stored(collector, page, 3)

    assert [name for _, name in kinds(steps)] == ["Form Started", "Form Submitted", "Sent"]
    assert "secret" not in str(steps) and page.evaluate("typeof analytics") == "undefined"


def test_segments_loader_respects_objections(visit: Callable, loader: Callable, chromium: Any) -> None:
    """Global Privacy Control holds here, too: nothing is stored, and why() says so."""
    page = visit("<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>" + loader())

    assert page.evaluate("[winnow.why(), localStorage.length]") == ["gpc", 0]


def test_jitsus_tag(visit: Callable, collector: RunningCollector) -> None:
    """The documented tag: one page view by itself, then `window.jitsu`."""
    page = visit(JITSU)
    page.evaluate("jitsu.identify('jit-' + localStorage.wn_id, { plan: 'team' }), jitsu.track('Plan Chosen', { seats: 3 })")
    steps = stored(collector, page, 3)

    assert kinds(steps) == [("identify", ""), ("page", ""), ("track", "Plan Chosen")]
    assert {"seats": 3} in [event.properties for event in steps] and "Pricing" in {event.page.title for event in steps if event.kind == "page"}


def test_jitsus_hooks(visit: Callable, collector: RunningCollector) -> None:
    """`data-onload`, `data-init-only`, `jitsuQ`, `jitsuConfig`: as its documentation has them."""
    head = """<script>
      window.jitsuConfig = { writeKey: "KEY:secret" };
      window.jitsuLoaded = function (jitsu) { jitsu.identify("X-" + jitsu.user().anonymousId(), { email: "john@firm.example" }); jitsu.track("customEvent", { customParam: 1 }) };
      window.jitsuQ = window.jitsuQ || []; jitsuQ.push(function (jitsu) { jitsu.track("queued") });
    </script><script async src="HOST/p.js" data-onload="jitsuLoaded" data-init-only="true"></script>"""
    page = visit(head)
    page.evaluate("jitsuQ.push((jitsu) => jitsu.track('later'))")
    steps = stored(collector, page, 4)

    assert kinds(steps) == [("identify", ""), ("track", "customEvent"), ("track", "later"), ("track", "queued")]


def test_a_loader_beside_our_own_tag_counts_once(visit: Callable, collector: RunningCollector) -> None:
    """A site that moves over may have both for a while."""
    page = visit(f'<script defer src="HOST/w.js" data-key="KEY"></script>{JITSU.replace("async", "defer")}{JITSU.replace("async", "defer")}', "!!window.jitsu")
    page.evaluate("jitsu.track('Once')")

    assert kinds(stored(collector, page, 3)) == [("page", ""), ("page", ""), ("track", "Once")]


def test_without_a_key_nothing_is_sent(visit: Callable) -> None:
    """A Jitsu tag that counts on its own domain has no key: why() says what is missing."""
    page = visit('<script async src="HOST/p.js"></script>')

    assert page.evaluate("winnow.why()") == "no-key"
