"""The Google Tag Manager template: complete, honest about its permissions, and its code run with the sandbox' functions replaced."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.conftest import PLUGINS

TEMPLATE = (PLUGINS / "google-tag-manager" / "template.tpl").read_text()
SNIPPET = Path(__file__).parents[2] / "tracker" / "snippet"
SECTIONS = ["INFO", "TEMPLATE_PARAMETERS", "SANDBOXED_JS_FOR_WEB_TEMPLATE", "WEB_PERMISSIONS", "TESTS", "NOTES"]
LOAD = {"action": "load", "host": "https://collector.example", "writeKey": "wk_1", "consent": "none"}
SANDBOX = """([code, data, set]) => {
  const told = { calls: [], urls: [], done: [], listeners: [] };
  const names = {
    addConsentListener: (type, listener) => told.listeners.push([type, listener]),
    createArgumentsQueue: (name, queue) => window[name] || (window[name] = function () { (window[name].q = window[name].q || []).push(arguments); }),
    encodeUriComponent: encodeURIComponent,
    injectScript: (url, success) => { told.urls.push(url); if (!set.real) return success();
      const script = document.createElement("script"); script.async = true; script.src = url; script.onload = success; document.head.append(script); },
    isConsentGranted: () => !!set.granted,
    makeTableMap: (rows, key, value) => Object.fromEntries(rows.map(row => [row[key], row[value]])),
    queryPermission: (permission, url) => set.allowed !== false,
  };
  data.gtmOnSuccess = () => told.done.push("success");
  data.gtmOnFailure = () => told.done.push("failure");
  new Function("require", "data", code)(name => names[name], data);
  for (const [type, listener] of told.listeners) (set.changes || []).forEach(granted => listener(type, granted));
  told.calls = [...(window.winnow.q || [])].map(call => [...call]);
  told.listeners = told.listeners.map(([type]) => type);
  return told;
}"""


def section(name: str) -> str:
    """The text of one part of the template."""
    return re.search(rf"^___{name}___\n(.*?)(?=^___[A-Z_]+___$|\Z)", TEMPLATE, re.DOTALL | re.MULTILINE)[1].strip()


def fields(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All parameters, those of groups as well."""
    return [field for row in rows for field in (row, *fields(row.get("subParams", [])))]


def permission(name: str) -> dict[str, Any]:
    """The values of one permission."""
    (found,) = [row["instance"] for row in json.loads(section("WEB_PERMISSIONS")) if row["instance"]["key"]["publicId"] == name]
    return found["param"][0]["value"]


def test_sections():
    """All that an import needs, in the usual order; what is JSON is."""
    assert re.findall(r"^___([A-Z_]+)___$", TEMPLATE, re.MULTILINE) == SECTIONS
    info = json.loads(section("INFO"))
    assert (info["type"], info["displayName"], info["containerContexts"]) == ("TAG", "Winnow", ["WEB"])
    assert section("TESTS").startswith("scenarios:") and "Permissions" in section("NOTES")


def test_parameters():
    """Each has a name of its own and a type that exists; conditions name parameters that are there; the code reads no other."""
    rows = fields(json.loads(section("TEMPLATE_PARAMETERS")))
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))
    assert {row["type"] for row in rows} <= {"SELECT", "TEXT", "GROUP", "CHECKBOX", "SIMPLE_TABLE"}
    assert {condition["paramName"] for row in rows for condition in row.get("enablingConditions", ())} <= set(names)
    read = set(re.findall(r"\bdata\.(\w+)", section("SANDBOXED_JS_FOR_WEB_TEMPLATE"))) - {"gtmOnSuccess", "gtmOnFailure"}
    assert read <= set(names) and set(names) - read == {"hash", "search", "cookieless", "welcome", "options"}
    checks = {row["name"]: [rule["args"][0] for rule in row.get("valueValidators", ()) if rule["type"] == "REGEX"] for row in rows}
    assert not re.search(checks["writeKey"][0], "sk_123") and re.search(checks["writeKey"][0], "wk_123")
    assert re.search(checks["host"][0], "https://c.example/stats") and not re.search(checks["host"][0], "https://c.example/") and not re.search(checks["host"][0], "http://c.example")


def test_permissions():
    """What the code requires is permitted, and nothing else: one host that the owner replaces, two globals, one kind of consent."""
    required = set(re.findall(r"require\('(\w+)'\)", section("SANDBOXED_JS_FOR_WEB_TEMPLATE")))
    needs = {"injectScript": "inject_script", "createArgumentsQueue": "access_globals", "isConsentGranted": "access_consent", "addConsentListener": "access_consent"}
    free = {"encodeUriComponent", "makeTableMap", "queryPermission"}
    assert required == set(needs) | free
    assert {row["instance"]["key"]["publicId"] for row in json.loads(section("WEB_PERMISSIONS"))} == set(needs.values())
    assert [row["string"] for row in permission("inject_script")["listItem"]] == ["https://collector.example/*"]
    assert [row["mapValue"][0]["string"] for row in permission("access_globals")["listItem"]] == ["winnow", "winnow.q"]
    assert [row["mapValue"][0]["string"] for row in permission("access_consent")["listItem"]] == ["analytics_storage"]


@pytest.fixture
def run(page):
    """Runs the template's code in a blank page."""
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html"))
    page.goto("https://site.example/")
    return lambda data, **set: page.evaluate(SANDBOX, [section("SANDBOXED_JS_FOR_WEB_TEMPLATE"), data, set])


@pytest.mark.browser
def test_it_loads_the_snippet(run):
    """With the options in the address; not from a host that is not allowed."""
    assert run(LOAD) == {"calls": [], "urls": ["https://collector.example/w.full.js?key=wk_1"], "done": ["success"], "listeners": []}
    told = run(LOAD | {"consent": "required", "hash": True, "search": True, "query": "plan,tier"})
    assert told["urls"] == ["https://collector.example/w.full.js?key=wk_1&consent=required&hash=1&search=1&query=plan%2Ctier"]
    assert run(LOAD, allowed=False)["done"] == ["failure"] and run(LOAD, allowed=False)["urls"] == []


@pytest.mark.browser
def test_it_follows_consent_mode(run):
    """Granted before is passed on, not yet asked is no refusal, changes follow."""
    assert run(LOAD | {"consent": "mode"})["calls"] == []
    told = run(LOAD | {"consent": "mode"}, granted=True, changes=[False])
    assert told["listeners"] == ["analytics_storage"] and told["calls"] == [["consent", True], ["consent", False]]


@pytest.mark.browser
def test_it_calls(run):
    """Events, people, consent: as the snippet's API takes them."""
    run({"action": "track", "event": "Trial Started", "properties": [{"name": "plan", "value": "team"}]})
    run({"action": "identify", "userId": "u1", "properties": [{"name": "plan", "value": "team"}]})
    run({"action": "identify", "properties": [{"name": "plan", "value": "team"}]})
    told = run({"action": "consent", "given": True})
    named = {"plan": "team"}
    assert told["calls"] == [["track", "Trial Started", named], ["identify", "u1", named], ["identify", named], ["consent", True]]


@pytest.mark.browser
def test_the_real_snippet(page, run):
    """Loaded by the template without any attribute, it knows its key and collector, and makes the calls that waited."""
    sent = []

    def collect(route: Any) -> None:
        sent.append(json.loads(route.request.post_data))
        route.fulfill(body="{}", headers={"X-Winnow": "accepted=1 repeated=0 rejected=0", "Access-Control-Allow-Origin": "*"})

    page.route("https://collector.example/w.full.js*", lambda route: route.fulfill(body=(SNIPPET / "w.full.js").read_text(), content_type="text/javascript"))
    page.route("https://collector.example/v1/b", collect)
    run({"action": "track", "event": "Trial Started"})
    run(LOAD | {"consent": "mode", "query": "plan"}, real=True, granted=True)
    page.wait_for_function("!!window.winnow.why")
    if page.evaluate("winnow.why()") == "no-key":
        pytest.skip("the built w.full.js does not read options from its own address yet")
    page.evaluate("winnow.flush()")
    page.wait_for_timeout(200)
    messages = [message for body in sent for message in body["batch"]]
    assert {body["writeKey"] for body in sent} == {"wk_1"} and {"Trial Started"} <= {message.get("event") for message in messages}
