"""What strangers send: never a 5xx, nothing else lost, and the books balance afterwards."""

from __future__ import annotations

import gzip
import json
import socket
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import RunningCollector

DEEP = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
LONG = "x" * 1_000_000
VALUES = [
    '"\\ud800"', '"\\u0000"', "NaN", "Infinity", "-Infinity", "1e400", "-0", "-0.0", "9" * 5000, str(2**63), str(-(2**63) - 1), '"0000-01-01T00:00:00Z"',
    '"99999-01-01"', "[]", "{}", "null", "true", '""', '" "', json.dumps(LONG), '"__proto__"', "\"'; DROP TABLE events; --\"", '"<script>alert(1)</script>"',
    '"=cmd|calc"', '"a\\r\\nINJECTED"', '"\\u202e\\u200b"', "[" * 40 + "]" * 40, '{"a":' * 30 + "1" + "}" * 30, '{"a":1,"a":2}', '"\ufeff"', "1e-400", "١٢",
]  # fmt: skip
FIELDS = ("anonymousId", "userId", "messageId", "type", "event", "timestamp", "sentAt", "originalTimestamp", "properties", "traits", "context",
          "integrations", "previousId", "groupId", "name", "writeKey", "channel")  # fmt: skip
INNER = ("properties", "traits", "context", "context.page", "context.library", "context.campaign", "context.ip", "context.userAgent", "context.headers",
         "properties.url", "properties.title", "properties.referrer", "properties.email", "properties.message", "properties.fields", "context.signs")  # fmt: skip


def alive(running: RunningCollector) -> None:
    """The server still takes an ordinary event, and its books balance."""
    before = running.get("/v1/excluded")["total"]
    status, told, _ = running.post("/v1/t", {"event": "ok", "anonymousId": f"alive-{time.time_ns()}"})
    assert (200, 1) == (status, told["accepted"])
    running.until("/v1/excluded", lambda answer: answer["total"] > before)


def nested(path: str, value: str) -> bytes:
    """A track message as JSON text with a raw value at a path."""
    outer, _, inner = path.partition(".")
    told = f'{{"{inner}": {value}}}' if inner else value
    rest = "" if outer == "event" else '"event": "Form Submitted", '
    ids = "" if outer == "anonymousId" else '"anonymousId": "h1", '
    return f'{{{rest}{ids}"{outer}": {told}}}'.encode()


@pytest.mark.parametrize("field", [*FIELDS, *INNER])
def test_no_value_in_any_field_fails_the_server(collector: RunningCollector, field: str) -> None:
    """Some thirty hostile values in each field, public and trusted: 200, 400, 401 or 413, with a reason."""
    for value in VALUES:
        for key in (collector.write_key, collector.secret_key):
            status, told, headers = collector.post("/v1/track", nested(field, value), key)
            assert status in (200, 400, 401, 413), (field, value[:40], status, told)
            assert status == 200 or (told["code"] and told["message"] and told["success"] is False and headers["x-winnow"])
    alive(collector)


def test_a_bad_event_never_sinks_its_batch(collector: RunningCollector) -> None:
    """Each hostile value in a batch between two good events: both good ones are accepted."""
    for number, value in enumerate(VALUES):
        if value in ("NaN", "Infinity", "-Infinity", "١٢") or len(value) > 400_000:
            continue  # no JSON at all, or too large for one request: the whole body is refused
        good = [json.dumps({"type": "track", "event": "e", "anonymousId": "b", "messageId": f"batch-{number}-{side}"}) for side in "ab"]
        bad = f'{{"type": "track", "event": "e", "anonymousId": "b", "properties": {{"x": {value}}}}}'
        status, told, _ = collector.post("/v1/batch", f'{{"batch": [{good[0]}, {bad}, {good[1]}]}}'.encode())
        assert 200 == status, (value[:40], told)
        assert told["accepted"] + len(told["rejected"]) == 3 and told["accepted"] >= 2, (value[:40], told)
    alive(collector)


@pytest.mark.parametrize(
    "body, status",
    [
        (b"", 400), (b"x", 400), (b"[]", 400), (b"null", 400), (b'{"a":', 400), (b"\xff\xfe{}", 400), (DEEP, 400), (b'{"a": NaN}', 400),
        (b"\x1f\x8b" + b"x" * 50, 400), (gzip.compress(b"{}")[:-4], 400), (gzip.compress(b" " * 50_000_000), 413), (b" " * 600_000, 413),
        (b'{"event": "e", "anonymousId": "a", "properties": {"x": "' + b"y" * 40_000 + b'"}}', 400),
    ],
)  # fmt: skip
def test_unreadable_bodies_get_their_answer(collector: RunningCollector, body: bytes, status: int) -> None:
    """Not JSON, too large, bombs: the stated status and a reason."""
    found, told, headers = collector.post("/v1/track", body)
    assert status == found, told
    assert told["code"] == headers["x-winnow"]


def test_gzip_is_known_by_its_first_bytes(collector: RunningCollector) -> None:
    """With or without Content-Encoding, whatever the content type says."""
    body = gzip.compress(json.dumps({"batch": [{"type": "page", "anonymousId": "z"}]}).encode())
    for headers in ({}, {"Content-Encoding": "gzip"}, {"Content-Type": "application/x-www-form-urlencoded"}):
        assert 200 == collector.post("/v1/batch", body, **headers)[0]


WRONG = ["", "x", "wk_", "wk_" + "0" * 32, "null", "' OR 1=1 --", "ü", "a" * 5000, "*", "undefined", "\t", "0", "sk_", "Basic", "%00", "wk_\u200b"]


@pytest.mark.parametrize("key", WRONG)
@pytest.mark.parametrize("place", ["basic", "body"])
def test_a_wrong_key_is_401(collector: RunningCollector, key: str, place: str) -> None:
    """In either place, with a reason, and nothing is stored."""
    message = {"event": "e", "anonymousId": "wrong-key"}
    if place == "basic":
        status, told, _ = collector.post("/v1/track", message, key.encode().decode("latin-1")) if key else collector.call("/v1/track", message)
    else:
        status, told, _ = collector.call("/v1/track", {**message, "writeKey": key})
    assert (401, "bad_key") == (status, told["code"])
    assert 404 == collector.call("/v1/visitors/wrong-key", headers={"Authorization": f"Bearer {collector.secret_key}"})[0]


@pytest.mark.parametrize("credentials", ["Basic", "Basic !!!", "Basic 4pyTOg", "Digest x", "Bearer", "Basic eA==", "bearer wk_nope", "Basic ////"])
def test_malformed_credentials_are_401(collector: RunningCollector, credentials: str) -> None:
    """Malformed credentials are refused even where the body names a good key."""
    told = {"event": "e", "anonymousId": "a", "writeKey": collector.write_key}
    assert 401 == collector.call("/v1/track", told, {"Authorization": credentials})[0]


def test_every_place_for_a_key_works(collector: RunningCollector) -> None:
    """Basic, Bearer, X-Write-Key, ?writeKey= and the body."""
    key, message = collector.write_key, {"event": "e", "anonymousId": "places"}
    assert 200 == collector.post("/v1/track", message)[0]
    assert 200 == collector.call("/v1/track", message, {"Authorization": f"Bearer {key}"})[0]
    assert 200 == collector.call("/v1/track", message, {"X-Write-Key": key})[0]
    assert 200 == collector.call(f"/v1/track?writeKey={key}", message)[0]
    assert 200 == collector.call("/v1/track", {**message, "writeKey": key})[0]
    assert 200 == collector.call(f"/v1/pixel.gif?writeKey={key}&anonymousId=places&url=https://x.test/")[0]


def test_wrong_methods_and_paths(collector: RunningCollector) -> None:
    """405 with Allow, 404, both with a reason; never a page of the framework."""
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        status, told, headers = collector.call("/v1/batch", b"{}" if method != "GET" else None, method=method)
        assert (405, "POST, OPTIONS", "bad_method") == (status, headers["allow"], told["code"])
    assert 404 == collector.call("/v1/nothing", {})[0]


def test_browsers_are_told_what_they_may_read(collector: RunningCollector) -> None:
    """CORS: origin and asked headers mirrored, Retry-After exposed, a preflight good for a day."""
    asked = {"Origin": "https://shop.test", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, x-odd"}
    status, _, headers = collector.call("/v1/batch", headers=asked, method="OPTIONS")
    assert (204, "https://shop.test", "authorization, x-odd", "86400") == (
        status, headers["access-control-allow-origin"], headers["access-control-allow-headers"], headers["access-control-max-age"])  # fmt: skip
    _, _, headers = collector.post("/v1/batch", {"batch": []}, Origin="https://shop.test")
    assert "Retry-After" in headers["access-control-expose-headers"] and "X-Winnow" in headers["access-control-expose-headers"]
    assert "access-control-allow-origin" not in collector.call("/v1/leads", headers={**asked, "Authorization": f"Bearer {collector.secret_key}"})[2]


def test_a_public_key_reads_nothing(collector: RunningCollector) -> None:
    """A write key may collect for its site and nothing else."""
    for path in ("/v1/leads", "/v1/excluded", "/v1/review", "/v1/visitors/a", "/v1/visitors/a/explain", "/v1/desks/hr"):
        assert 403 == collector.call(path, headers={"Authorization": f"Bearer {collector.write_key}"})[0]
        assert 401 == collector.call(path)[0]


def test_a_public_key_cannot_speak_for_the_connection(collector: RunningCollector) -> None:
    """Address, agent and an old date in a public message are not believed; a trusted key's are."""
    message = {"event": "e", "context": {"ip": "203.0.113.9", "userAgent": "Forged/1.0"}, "timestamp": "2020-01-01T00:00:00Z"}
    collector.post("/v1/track", {**message, "anonymousId": "forger"})
    collector.post("/v1/track", {**message, "anonymousId": "backend"}, collector.secret_key)

    forged = collector.get("/v1/visitors/forger/timeline")["timeline"][0]
    believed = collector.get("/v1/visitors/backend/timeline")["timeline"][0]

    assert ["clock_behind"] == forged["flags"] and not forged["at"].startswith("2020")
    assert [] == believed["flags"] and believed["at"].startswith("2020-01-01")


def test_a_public_key_cannot_poison_whom_the_back_end_knows(collector: RunningCollector) -> None:
    """Careers pages, an application and a program's agent under a known buyer's id and address: still for sales to see."""
    told = {"userId": "known-buyer", "traits": {"email": "kim@acme-pumps.example", "lifecycle_stage": "opportunity"}}
    collector.post("/v1/identify", told, collector.secret_key)
    collector.post("/v1/track", {"userId": "known-buyer", "event": "Demo Requested", "messageId": "guessable-2"}, collector.secret_key)
    collector.until("/v1/visitors/known-buyer", lambda row: row["list"] == "lead")

    pages = [{"type": "page", "anonymousId": "rival", "userId": "known-buyer", "properties": {"url": f"https://shop.test/careers/{n}"}} for n in range(500)]
    forged = {"anonymousId": "rival", "userId": "known-buyer", "properties": {"email": "kim@acme-pumps.example"}, "event": "Application Submitted"}
    for start in range(0, 500, 100):
        assert 200 == collector.post("/v1/batch", {"batch": pages[start : start + 100]}, **{"User-Agent": "python-requests/2.31"})[0]
    assert 200 == collector.post("/v1/track", forged, **{"User-Agent": "python-requests/2.31"})[0]
    assert 200 == collector.post("/v1/track", {"event": "x", "anonymousId": "rival", "messageId": "guessable-3"})[0]

    row = collector.get("/v1/visitors/known-buyer")
    assert ("review", "disputed", "prospect") == (row["list"], row["reason"], row["class"])
    assert row["id"] in {found["id"] for found in collector.until("/v1/review?limit=200", lambda answer: any(found["id"] == row["id"] for found in answer["review"]))["review"]}
    status, answer, _ = collector.post("/v1/track", {"userId": "known-buyer", "event": "Order Completed", "messageId": "guessable-3"}, collector.secret_key)
    assert (200, 1, 0) == (status, answer["accepted"], answer["repeated"])


def test_a_huge_agent_is_no_trouble(collector: RunningCollector) -> None:
    """Sixty kilobytes of agent are cut or refused, and cost no minutes."""
    begin = time.monotonic()
    for agent in ("Mozilla/5.0 " + "(" * 30_000, "a" * 14_000, "Android " * 1_500):
        status, _, _ = collector.post("/v1/track", {"event": "e", "anonymousId": "ua"}, **{"User-Agent": agent})
        assert status in (200, 400, 431)
    status, _, _ = collector.post("/v1/track", {"event": "e", "anonymousId": "ua", "context": {"userAgent": LONG}}, collector.secret_key)
    assert 400 == status
    assert time.monotonic() - begin < 20
    alive(collector)


def test_slow_senders_keep_nobody_waiting(collector: RunningCollector) -> None:
    """Three hundred connections that trickle headers or bodies; an ordinary event is taken meanwhile."""
    slow = []
    try:
        for number in range(300):
            sock = socket.create_connection(("127.0.0.1", collector.port))
            slow.append(sock)
            sock.sendall(b"POST /v1/track HTTP/1.1\r\nHost: x\r\n" + (b"Content-Length: 1000\r\n\r\n{" if number % 2 else b"X-Slow: "))
        begin = time.monotonic()
        alive(collector)
        assert time.monotonic() - begin < 10
    finally:
        for sock in slow:
            sock.close()


def test_smuggled_requests_are_not_believed(collector: RunningCollector) -> None:
    """Both lengths, two lengths, odd encodings: refused, or read as one request."""
    for head in (b"Content-Length: 5\r\nContent-Length: 6\r\n", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", b"Transfer-Encoding: xchunked\r\n", b"Content-Length: -1\r\n", b"Content-Length: 1e9\r\n"):  # fmt: skip
        with socket.create_connection(("127.0.0.1", collector.port), timeout=5) as sock:
            sock.sendall(b"POST /v1/track HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + head + b"\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            told = sock.recv(65536)
            assert told.count(b"HTTP/1.1 200") == 0, (head, told)
    alive(collector)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["url", "email", "message", "name", "title", "path", "x"]), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(message=st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=8), kind=st.sampled_from(["track", "page", "identify", "group", "alias", "batch"]))
def test_nothing_that_can_be_written_as_json_fails_the_server(collector: RunningCollector, message: dict[str, Any], kind: str) -> None:
    """Arbitrary JSON (and what Python calls JSON): an answer below 500, always with a reason where refused."""
    body = json.dumps({"batch": [message, message]} if kind == "batch" else message).encode()
    status, told, _ = collector.post(f"/v1/{kind}", body)
    assert status < 500, (status, told, body)
    assert status == 200 or told["code"]
