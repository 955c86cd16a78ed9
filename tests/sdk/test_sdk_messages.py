"""Each call becomes the golden message; ids, times and the surrounding visitor are right."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import winnow
from winnow.messages import Invalid, build, new_id

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text().replace("VERSION", winnow.VERSION))
WHEN = datetime(2026, 1, 31, 13, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=1)))
ISO = "%Y-%m-%dT%H:%M:%S.%f%z"
CONTEXT = {"ip": "203.0.113.9"}
COMMON = {"context": CONTEXT, "timestamp": WHEN, "integrations": {"All": False}, "message_id": "m-1"}

# (call, its own arguments in Segment's order)
CALLS = {
    "identify": (42, {"email": "jo@example.com"}),
    "track": (42, "Signed Up", {"plan": "pro"}),
    "page": (42, "Docs", "Python", {"url": "https://example.com/docs"}),
    "screen": (42, "Home", "Start", {"dark": True}),
    "group": (42, "acme", {"employees": 300}),
    "alias": ("a-1", 42),
}


@pytest.mark.parametrize("kind", CALLS)
def test_the_message_on_the_wire_is_the_golden_one(kind, make_client, wire):
    common = dict(COMMON) if kind == "alias" else {**COMMON, "anonymous_id": "a-1"}
    assert getattr(make_client(transport=wire, sync=True), kind)(*CALLS[kind], **common)
    assert wire.messages == [GOLDEN[kind]]
    assert list(wire.batches[0]) == ["batch", "sentAt"]


@pytest.mark.parametrize("kind", CALLS)
def test_module_level_and_client_calls_are_the_same(kind, wire):
    winnow.write_key, winnow.transport, winnow.sync = "wk_test", wire, True
    common = dict(COMMON) if kind == "alias" else {**COMMON, "anonymous_id": "a-1"}
    assert getattr(winnow, kind)(*CALLS[kind], **common)
    assert wire.messages == [GOLDEN[kind]]


def test_ids_are_version_7_uuids_that_begin_with_the_time():
    before = time.time_ns() // 1_000_000
    ids = [new_id() for _ in range(1000)]
    after = time.time_ns() // 1_000_000
    assert len(set(ids)) == 1000
    for text in ids:
        parsed = uuid.UUID(text)
        assert str(parsed) == text and parsed.version == 7 and parsed.variant == uuid.RFC_4122
        assert before <= parsed.int >> 80 <= after


def test_a_message_is_stamped_now_in_utc_to_the_millisecond(make_client, wire):
    make_client(transport=wire, sync=True).track("u", "E")
    stamp = wire.messages[0]["timestamp"]
    assert len(stamp) == 24 and stamp.endswith("Z")
    assert abs(datetime.strptime(stamp, ISO).timestamp() - time.time()) < 60


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (WHEN, "2026-01-31T12:00:00.123Z"),
        (datetime(2020, 1, 1), "2020-01-01T00:00:00.000Z"),  # naive and not now: UTC
        (0, "1970-01-01T00:00:00.000Z"),
        (1.5, "1970-01-01T00:00:01.500Z"),
        ("2026-01-31T12:00:00+01:00", "2026-01-31T12:00:00+01:00"),
    ],
)
def test_timestamps(given, sent):
    assert build("track", {"event": "E"}, "u", None, None, given, None, None)["timestamp"] == sent


def test_a_naive_local_now_is_not_taken_for_utc(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        sent = build("track", {"event": "E"}, "u", None, None, datetime.now(), None, None)["timestamp"]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert abs(datetime.strptime(sent, ISO).timestamp() - time.time()) < 60


@pytest.mark.parametrize(
    ("kind", "own", "rest", "text"),
    [
        ("track", {"event": "E"}, {}, "neither user_id nor anonymous_id"),
        ("track", {"event": None}, {"user_id": "u"}, "needs event"),
        ("track", {"event": {"price": 1}}, {"user_id": "u"}, "event must be a str, got dict"),
        ("track", {"event": "E", "properties": "x"}, {"user_id": "u"}, "properties must be a dict, got str"),
        ("track", {"event": "E"}, {"user_id": ["u"]}, "user_id must be a str, an int or a UUID, got list"),
        ("track", {"event": "E"}, {"user_id": True}, "got bool"),
        ("track", {"event": "E"}, {"user_id": "u", "timestamp": object()}, "timestamp must be"),
        ("track", {"event": "E"}, {"user_id": "u", "timestamp": 1e300}, "timestamp must be"),
        ("identify", {"traits": 3}, {"user_id": "u"}, "traits must be a dict"),
        ("identify", {}, {"user_id": "u", "context": 3}, "context must be a dict"),
        ("group", {"groupId": None}, {"user_id": "u"}, "needs groupId"),
        ("alias", {"previousId": None}, {"user_id": "u"}, "needs previousId"),
        ("alias", {"previousId": "a"}, {}, "needs userId"),
    ],
)
def test_what_no_collector_would_take_says_what_why_and_the_remedy(kind, own, rest, text):
    names = ("user_id", "anonymous_id", "context", "timestamp", "integrations", "message_id")
    with pytest.raises(Invalid, match=text) as caught:
        build(kind, own, *(rest.get(name) for name in names))
    assert ": " in str(caught.value)  # the remedy follows


def test_a_uuid_is_an_id():
    some = uuid.uuid4()
    assert build("track", {"event": "E"}, some, None, None, None, None, None)["userId"] == str(some)


def test_calls_inside_visitor_are_about_that_visitor(make_client, wire):
    client = make_client(transport=wire, sync=True)
    with winnow.visitor(anonymous_id="a-1", context={"ip": "203.0.113.9", "page": {"path": "/"}}):
        client.track(event="Seen")
        with winnow.visitor(user_id=7):
            client.track(event="Bought", context={"page": {"path": "/buy"}})
        client.track("u-2", "Called", anonymous_id="a-2")
    assert not client.track(event="Nobody")
    seen, bought, called = wire.messages
    assert (seen["anonymousId"], seen["context"]["ip"]) == ("a-1", "203.0.113.9") and "userId" not in seen
    assert (bought["anonymousId"], bought["userId"], bought["context"]["page"]) == ("a-1", "7", {"path": "/buy"})
    assert (called["anonymousId"], called["userId"]) == ("a-2", "u-2")


def test_alias_takes_no_id_from_the_surroundings(make_client, wire):
    with winnow.visitor(anonymous_id="a-1", user_id="u-1"):
        make_client(transport=wire, sync=True).alias("old", "new")
    assert (wire.messages[0]["previousId"], wire.messages[0]["userId"]) == ("old", "new")
    assert "anonymousId" not in wire.messages[0]


def test_two_tasks_and_two_threads_never_see_each_others_visitor():
    async def task(name):
        with winnow.visitor(anonymous_id=name):
            await asyncio.sleep(0)
            return winnow.current_visitor().anonymous_id

    async def both():
        return await asyncio.gather(task("a"), task("b"))

    assert asyncio.run(both()) == ["a", "b"]
    seen = []
    with winnow.visitor(anonymous_id="here"):
        other = threading.Thread(target=lambda: seen.append(winnow.current_visitor().anonymous_id))
        other.start()
        other.join()
    assert seen == [None] and winnow.current_visitor().anonymous_id is None
