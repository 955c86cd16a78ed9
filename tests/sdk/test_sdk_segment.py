"""`import winnow as analytics` in a program written for Segment's Python client: the calls of their documents."""

from __future__ import annotations

import datetime
import logging

import pytest
import winnow as analytics
from winnow.transports import Answer

DOCUMENTED = """
analytics.write_key = 'YOUR_WRITE_KEY'

def on_error(error, items):
    print("An error occurred:", error)

analytics.debug = True
analytics.on_error = on_error

analytics.identify('019mr8mf4r', {
    'email': 'john@example.com',
    'name': 'John Smith',
    'friends': 30
})
analytics.identify(user_id='019mr8mf4r', traits={'plan': 'Free'}, anonymous_id='507f191e81')
analytics.track('f4ca124298', 'Signed Up', {
    'plan': 'Enterprise'
})
analytics.track('user_id', 'Item Purchased', {'price': 39.95, 'shippingMethod': '2-day'},
                timestamp=datetime.datetime(2012, 12, 12))
analytics.page('user_id', 'Docs', 'Python', {
    'url': 'http://segment.com'
})
analytics.screen('user_id', 'Settings', 'Brightness', {
    'from': 'Settings Screen'
})
analytics.group('user_id', 'group_id', {
    'name': 'Initech',
    'domain': 'Accounting Software'
})
analytics.alias('previous_id', 'user_id')

# the anonymous visitor logs in
analytics.track('92fh23f9', 'Visited', integrations={'all': False, 'KISSmetrics': True})
analytics.track(anonymous_id='abc', event='Visited', context={'ip': '8.8.8.8'})
analytics.flush()
"""


@pytest.fixture
def their_level():
    yield
    logging.getLogger("winnow").setLevel(logging.NOTSET)


def test_the_calls_of_their_documents(recorder, their_level):
    analytics.host = recorder.url
    exec(DOCUMENTED, {"analytics": analytics, "datetime": datetime})  # noqa: S102
    taken = recorder.taken
    assert [m["type"] for m in taken] == [
        "identify", "identify", "track", "track", "page", "screen", "group", "alias", "track", "track",
    ]  # fmt: skip
    assert taken[0]["traits"]["friends"] == 30 and taken[1]["anonymousId"] == "507f191e81"
    assert taken[2]["event"] == "Signed Up" and taken[3]["timestamp"] == "2012-12-12T00:00:00.000Z"
    assert (taken[4]["category"], taken[4]["name"]) == ("Docs", "Python") and taken[6]["groupId"] == "group_id"
    assert (taken[7]["previousId"], taken[7]["userId"]) == ("previous_id", "user_id")
    assert taken[8]["integrations"] == {"all": False, "KISSmetrics": True}
    assert taken[9]["context"]["ip"] == "8.8.8.8" and "userId" not in taken[9]
    assert {r["key"] for r in recorder.requests} == {"YOUR_WRITE_KEY:"} and recorder.requests[0]["path"] == "/v1/batch"


def test_a_client_of_ones_own_with_their_option_names(recorder):
    client = analytics.Client(
        "KEY", recorder.url, False,
        max_queue_size=1000, send=True, on_error=None, gzip=True, max_retries=3, sync_mode=True, timeout=15,
        upload_size=50, upload_interval=0.5,
    )  # fmt: skip
    assert client.track("u", "E")
    client.flush()
    client.join()
    client.shutdown()
    assert len(recorder.taken) == 1


def test_on_error_gets_the_error_and_the_items():
    heard = []
    analytics.write_key, analytics.sync_mode = "KEY", True
    analytics.transport = analytics.RecordingTransport([Answer(400, {}, b'{"message": "bad"}')])
    analytics.on_error = lambda error, items: heard.append((str(error), items))
    analytics.track("u", "E")
    ((text, items),) = heard
    assert "bad" in text and items[0]["event"] == "E"


def test_send_false_sends_nothing():
    wire = analytics.RecordingTransport()
    analytics.write_key, analytics.send, analytics.transport = "KEY", False, wire
    assert analytics.track("u", "E") and analytics.default_client.flush() and not wire.messages


def test_without_a_write_key_it_says_so_and_does_not_raise(caplog):
    assert analytics.track("u", "E") is False
    assert "winnow.write_key is not set" in caplog.text
    assert analytics.flush() and analytics.shutdown() is None and analytics.join() is None


@pytest.mark.faults
def test_a_wrong_argument_does_not_raise_from_the_module_level_functions():
    analytics.write_key, analytics.transport = "KEY", analytics.RecordingTransport()
    assert analytics.track("u", "E", evnt="E") is False


def test_settings_read_as_the_defaults_until_set():
    assert analytics.host == "http://127.0.0.1:8080" and analytics.write_key is None
    assert (analytics.max_retries, analytics.sync_mode, analytics.max_queue_size) == (8, False, 10_000)
    analytics.max_retries = 3
    assert analytics.max_retries == 3
    with pytest.raises(AttributeError, match="no attribute 'tracc'"):
        analytics.tracc  # noqa: B018


def test_signatures_are_theirs():
    """Recorded from segment-analytics-python 2.4.0."""
    import inspect

    tail = ["context", "timestamp", "anonymous_id", "integrations", "message_id"]
    theirs = {
        "identify": ["user_id", "traits", *tail],
        "track": ["user_id", "event", "properties", *tail],
        "page": ["user_id", "category", "name", "properties", *tail],
        "screen": ["user_id", "category", "name", "properties", *tail],
        "group": ["user_id", "group_id", "traits", *tail],
        "alias": ["previous_id", "user_id", *[name for name in tail if name != "anonymous_id"]],
    }
    for name, arguments in theirs.items():
        assert list(inspect.signature(getattr(analytics.Client, name)).parameters)[1:] == arguments, name
