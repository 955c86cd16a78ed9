"""The published browser clients of other vendors, unmodified, in Chromium, from a page of another origin."""

from __future__ import annotations

import json
import re
import secrets
import time
from typing import Any

import pytest

from tests.clients.catalogue import BROWSER, SCENARIOS, Client
from tests.clients.faults import Proxy
from tests.clients.running import HERE, QUIET_SECONDS, Run, key_for, timeline
from tests.clients.table import judged
from tests.conftest import RunningCollector
from tracker.cookieless import Cookieless

pytestmark = pytest.mark.browser
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
SETTLE_SECONDS = 5.5
JS = "text/javascript; charset=utf-8"


def serve(proxy: Proxy, client: Client, key: str, person: str) -> str:
    """Put the client and a page that tells its story on the proxy; the page's address, of another origin."""
    root = HERE if client.script.startswith("node_modules") else HERE.parents[1]
    script = (root / client.script).read_bytes()
    classic = not client.script.endswith((".es.js", "no-external.js", "plausible.js", "module/index.js")) and root is HERE
    for path in ("/client.js", "/client.mjs", "/client/index.js"):
        proxy.pages[path] = (JS, script)
    for name in ("tracker", "request"):  # what the older of Plausible's imports
        inner = root / client.script.replace("index.js", f"lib/{name}.js")
        if "plausible-tracker" in client.script:
            proxy.pages[f"/client/lib/{name}"] = (JS, inner.read_bytes())
    story = (HERE / "drivers" / "browser" / client.driver).read_text()
    told = f'const HOST = "{proxy.url}", KEY = "{key}", PERSON = "{person}", BEACON = {str("beacon" in client.mode).lower()};\n'
    tag = "<script src=/client.js></script>" if classic else ""
    page = f"<!doctype html><meta charset=utf-8><title>Pricing</title><body>{tag}<script type=module>{told}{story}</script></body>"
    proxy.pages["/page/pricing"] = ("text/html; charset=utf-8", page.encode())
    return proxy.url.replace("127.0.0.1", "localhost") + "/page/pricing"


def tell(chromium: Any, collector: RunningCollector, client: Client) -> dict[str, Run]:
    """Run a client through all scenarios side by side, in five browsers' profiles."""
    told, runs, began, at = {}, {}, time.monotonic(), time.time_ns() // 10**6
    site = json.loads((collector.folder / "first-site.json").read_text())["site"]
    try:
        for scenario, faults in SCENARIOS.items():
            person = f"{secrets.token_hex(5)}-{re.sub('[^a-z0-9]', '', client.name)}"
            proxy = Proxy(collector.url)
            proxy.faults = list(faults)
            context = chromium.new_context(user_agent=f"{AGENT} Run/{person}")
            page, said = context.new_page(), []
            page.on("pageerror", lambda error, said=said: said.append(f"page error: {error}"))
            page.on("console", lambda message, said=said: said.append(f"{message.type}: {message.text[:300]}"))
            told[scenario] = (proxy, context, person, said)
            page.goto(serve(proxy, client, key_for(client, scenario, collector), person))
        page.wait_for_timeout(SETTLE_SECONDS * 1000)
        for scenario, (proxy, _, person, said) in told.items():
            while not proxy.still(QUIET_SECONDS, 0.05) and time.monotonic() - began < 25:
                page.wait_for_timeout(100)
            least = 0 if scenario == "bad key" else len(client.story) - client.loses.get(scenario, 0)
            ids = [person, Cookieless(collector.folder).id_of(site, "127.0.0.1", f"{AGENT} Run/{person}", time.time_ns() // 10**6)]
            stored = timeline(collector, ids, least)
            runs[scenario] = Run(person, proxy.carrying(), stored, "\n".join(dict.fromkeys(said)), 0, time.monotonic() - began, proxy.still(QUIET_SECONDS, 10), at)
        return runs
    finally:
        for proxy, context, *_ in told.values():
            context.close()
            proxy.close()


@pytest.mark.parametrize("client", BROWSER, ids=lambda client: client.name)
def test_published_browser_client(chromium: Any, clients_node: Any, collector: RunningCollector, results: dict, client: Client) -> None:
    """Each event is stored exactly once, in the canonical model; what is refused is not sent for ever."""
    if not client.script.startswith("node_modules") and not (HERE.parents[1] / client.script).is_file():
        pytest.skip(f"{client.package} is not on npm: put it at {client.script}")
    wrong = []
    for scenario, run in tell(chromium, collector, client).items():
        results[client.name, scenario] = "failed"
        try:
            results[client.name, scenario] = judged(client, scenario, run)
        except AssertionError as error:
            wrong.append(str(error))
    assert not wrong, "\n\n".join(wrong)
