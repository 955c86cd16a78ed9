"""/openapi.json tells the truth: every route is described, references lead somewhere, real answers have the shapes it states."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest

from tests.conftest import RunningCollector
from tracker import shelf
from tracker.api.lists import KNOWN
from tracker.api.openapi import document, paths_of
from tracker.app import create_app
from tracker.collector import Collector
from tracker.front import routes
from tracker.rows import COLUMNS
from tracker.settings import load
from tracker.validate import DROPS

KINDS = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory):
    """The description and the application that it describes."""
    collector = Collector(load({"data": str(tmp_path_factory.mktemp("openapi"))}, {}))
    app = create_app(collector)
    with app.app_context():
        yield document(), app
    collector.close()


def test_every_route_is_described(told: Any) -> None:
    """Each route of the API with each method, each report and audience, each route of every protocol; and nothing that is not there."""
    described, app = told
    there = {(method.lower(), path) for rule in app.url_map.iter_rules() if app.view_functions[rule.endpoint].__module__.startswith("tracker.api.")
             for method in rule.methods - {"HEAD", "OPTIONS"} for path in paths_of(rule)} - {("get", "/v1/reports/{name}"), ("get", "/v1/audiences/{name}")}  # fmt: skip
    there |= {("get", f"/v1/{'audiences' if module.REPORT.audience else 'reports'}/{name.replace('_', '-')}") for name, module in shelf.load("tracker.reports").items()}
    there |= {(method.lower(), path.replace("*", "{rest}")) for method, path in routes()}
    assert there == {(method, path) for path, methods in described["paths"].items() for method in methods}
    assert "3.1.0" == described["openapi"]


def test_references_lead_somewhere(told: Any) -> None:
    """Every $ref names a schema; every path parameter is declared; every operation has a summary and an answer."""
    described, _ = told
    names: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            names.update([value["$ref"]] if "$ref" in value else [])
            value = list(value.values())
        for item in value if isinstance(value, list) else ():
            walk(item)

    walk(described)
    assert names <= {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    for path, methods in described["paths"].items():
        for operation in methods.values():
            inside = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
            assert inside == {part[1:].partition("}")[0] for part in path.split("/") if part.startswith("{")}, path
            assert operation["summary"] and "200" in operation["responses"]


def test_it_is_made_from_the_rows(told: Any) -> None:
    """Filters, columns and reasons of refusal are those of the program."""
    described, _ = told
    assert KNOWN == {parameter["name"] for parameter in described["paths"]["/v1/leads"]["get"]["parameters"]}
    schemas = described["components"]["schemas"]
    assert set(COLUMNS) <= set(schemas["Row"]["properties"])
    assert set(DROPS) <= set(schemas["Collected"]["properties"]["rejected"]["items"]["properties"]["code"]["enum"])


def fits(value: Any, schema: dict[str, Any], root: dict[str, Any], where: str = "$") -> None:
    """Fail where a value has not the shape (of the keywords that our schemas use)."""
    if "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for part in schema.get("allOf", ()):
        fits(value, part, root, where)
    if "anyOf" in schema:
        assert any(_passes(value, part, root) for part in schema["anyOf"]), (where, value)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    assert not kinds or any(isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds), (where, kinds, value)
    assert "const" not in schema or value == schema["const"], (where, value)
    assert "enum" not in schema or value in schema["enum"], (where, value)
    assert value is None or schema.get("minimum", value) <= value <= schema.get("maximum", value) if isinstance(value, (int, float)) else True, (where, value)
    if isinstance(value, dict):
        assert not set(schema.get("required", ())) - set(value), (where, set(schema["required"]) - set(value))
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            fits(item, inner, root, f"{where}.{name}")
    for index, item in enumerate(value if isinstance(value, list) else ()):
        fits(item, schema.get("items", {}), root, f"{where}[{index}]")


def _passes(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    try:
        fits(value, schema, root)
    except AssertionError:
        return False
    return True


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory):
    """A server with a lead, somebody unknown, and somebody seen a moment ago."""
    server = RunningCollector(tmp_path_factory.mktemp("described") / "data")
    ask = {"anonymousId": "asks", "type": "track", "event": "Quote Requested", "properties": {"email": "ann@acme.example", "name": "Ann", "message": "please send an offer"}}
    added = {"anonymousId": "cart", "type": "track", "event": "Product Added", "timestamp": int(time.time() * 1000) - 86_400_000}
    command = [sys.executable, "-m", "tracker", "destination", "add", "crm", "--webhook", "https://localhost:9/", "--data", str(server.folder)]
    subprocess.run(command, check=True, capture_output=True)
    batch = [{**ask, "messageId": "a"}, {**added, "messageId": "c"}, {"type": "page", "anonymousId": "p", "messageId": "b", "properties": {"url": "https://localhost/"}}, {"type": "x"}, 7]
    server.collected = server.post("/v1/batch", {"batch": batch}, server.secret_key)
    server.until("/readyz", lambda ready: ready["touched"] == 0)
    yield server
    assert server.stop() == 0


READ = ["/v1/leads", "/v1/review", "/v1/excluded", "/v1/desks/hr", "/v1/visitors/asks", "/v1/visitors/p/explain", "/v1/visitors/asks/explain", "/v1/visitors/asks/timeline", "/v1/reports/funnel", "/v1/reports/overview",
        "/v1/reports/paths", "/v1/reports/cohorts", "/v1/reports/value-impact", "/v1/reports/friction", "/v1/reports/corrections", "/v1/audiences/abandoned-cart", "/v1/audiences/advocates", "/v1/destinations", "/v1/deliveries", "/healthz", "/readyz"]  # fmt: skip


@pytest.mark.parametrize("path", READ)
def test_real_answers_have_the_stated_shape(running: RunningCollector, path: str) -> None:
    """What the server answers fits the schema of its route."""
    described = running.get("/openapi.json")
    form = path.replace("asks", "{identity}").replace("/p/", "/{identity}/").replace("/hr", "/{desk}")
    fits(running.get(path), described["paths"][form]["get"]["responses"]["200"]["content"]["application/json"]["schema"], described)


@pytest.mark.parametrize("path, status", [("/v1/leads?nonsense=1", 400), ("/v1/leads", 401), ("/v1/me?token=x", 401), ("/v1/visitors/nobody", 404), ("/v1/reports/nothing", 404)])
def test_refusals_have_the_stated_shape(running: RunningCollector, path: str, status: int) -> None:
    """Every refusal has the one error shape."""
    described = running.get("/openapi.json")
    answer = running.call(path, headers={} if status == 401 else {"Authorization": f"Bearer {running.secret_key}"})
    assert status == answer[0]
    fits(answer[1], described["components"]["schemas"]["Refusal"], described)


def test_collecting_answers_as_described(running: RunningCollector) -> None:
    """A batch's answer, a single refusal and a wrong key's fit their schemas; bodies that are described are taken."""
    described = running.get("/openapi.json")
    content = described["paths"]["/v1/batch"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    status, told_of, _ = running.collected
    assert (200, 3, 2) == (status, told_of["accepted"], len(told_of["rejected"]))
    fits(told_of, content, described)
    for status, body, key in ((400, {"event": ""}, None), (401, {"event": "e"}, "wk_wrong")):
        answer = running.post("/v1/track", body, key)
        assert status == answer[0]
        fits(answer[1], described["components"]["schemas"]["Refusal"], described)
    visitor = running.get("/v1/leads")["leads"][0]["id"]
    bearer = {"Authorization": f"Bearer {running.secret_key}", "Content-Type": "application/json"}
    for verb, body in (("disposition", {"outcome": "won", "class": "customer"}), ("suppress", {"reason": "x"})):
        answer = running.call(f"/v1/visitors/{visitor}/{verb}", body, bearer)
        assert 200 == answer[0]
        fits(answer[1], described["components"]["schemas"]["Done"], described)
