"""Delivering one batch: what is sent, what each answer means, how long is waited. No thread, no network, no time."""

from __future__ import annotations

import gzip
import json

import pytest
import requests
import responses
import winnow
from winnow.answers import retry_after
from winnow.delivery import Delivery
from winnow.ledger import Ledger, Queued
from winnow.transports import Answer, RequestsTransport

URL = "https://collector.test/v1/batch"
NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT
OK = Answer(200, {}, b'{"success": true}')


class Patient:
    """Waits in no time and remembers how long; has `left` seconds altogether."""

    def __init__(self, left=float("inf")):
        self.waits, self._left = [], left

    def wait(self, seconds):
        if seconds > self._left:
            return False
        self.waits.append(seconds)
        return True

    def left(self):
        return self._left


class Bench:
    """A delivery with everything around it in view."""

    def __init__(self, *answers, max_retries=8, left=float("inf"), transport=None):
        self.errors, self.drops = [], []
        self.wire = transport or winnow.RecordingTransport(answers)
        self.ledger = Ledger(lambda e, m: self.errors.append((e, m)), self.drops.append)
        self.patient = Patient(left)
        self.delivery = Delivery(
            "https://collector.test/", "wk_test", self.wire, self.ledger,
            compress=True, timeout=5, max_retries=max_retries, chance=lambda: 0.5, clock=lambda: NOW,
        )  # fmt: skip

    def deliver(self, count=1, pad=0):
        return self.delivery.deliver(batch(count, pad), self.patient)


def batch(count, pad=0):
    return [Queued(f"m-{n}", json.dumps({"messageId": f"m-{n}", "pad": "x" * pad}).encode()) for n in range(count)]


def ids(request):
    return [m["messageId"] for m in request["batch"]]


def test_a_batch_taken():
    bench = Bench(OK)
    assert bench.deliver(3) == (3, (), None)
    assert bench.ledger.counters().sent == 3 and not bench.drops and not bench.patient.waits
    assert ids(bench.wire.batches[0]) == ["m-0", "m-1", "m-2"]


@pytest.mark.parametrize("trouble", [
    Answer(408, {}, b""), Answer(425, {}, b""), Answer(429, {}, b""), Answer(500, {}, b"oops"), Answer(502, {}, b""),
    Answer(503, {}, b""), Answer(599, {}, b""), ConnectionError("refused"), TimeoutError("slow"),
    Answer(200, {}, b"<html>Please log in</html>"), Answer(200, {}, b""), Answer(200, {}, b"[]"),
    Answer(200, {}, b'{"success": false}'), Answer(202, {}, b'{"success": true}'), Answer(204, {}, b""),
])  # fmt: skip
def test_passing_trouble_is_tried_again_with_the_same_ids(trouble):
    bench = Bench(trouble, trouble, OK)
    assert bench.deliver(2).left == ()
    assert [ids(b) for b in bench.wire.batches] == [["m-0", "m-1"]] * 3
    assert [h.get("X-Retry-Count") for h in bench.wire.headers] == [None, "1", "2"]
    counters = bench.ledger.counters()
    assert (counters.sent, counters.retried, counters.dropped) == (2, 4, {}) and not bench.errors


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422, 301, 302, 307])
def test_lasting_trouble_is_told_once_and_not_tried_again(status):
    bench = Bench(Answer(status, {"Location": "https://elsewhere/"}, b'{"success":false,"code":"c","message":"why"}'))
    assert bench.deliver(2).left == ()
    assert len(bench.wire.batches) == 1 and not bench.patient.waits
    ((error, messages),) = bench.errors
    assert (error.status, error.code, len(messages)) == (status, "c", 2) and "why" in str(error) and URL in str(error)
    assert [d.reason for d in bench.drops] == ["refused", "refused"]
    assert bench.ledger.counters().dropped == {"refused": 2}
    assert status >= 400 or "https://elsewhere/" in str(error)


def test_pauses_double_and_are_fully_jittered():
    bench = Bench(*[Answer(500, {}, b"")] * 9)
    left = bench.deliver()
    assert [i.id for i in left.left] == ["m-0"] and left.error.status == 500
    assert len(bench.wire.batches) == 9  # 1 + max_retries
    assert bench.patient.waits == [0.5, 1, 2, 4, 8, 16, 30, 30]  # chance 0.5 of 1, 2, 4 ... at most 60 s
    assert not bench.errors  # not lost yet: it may be spooled


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7), ("0", 0), ("1.5", 1.5), ("86400", 300), ("-5", 0), ("", None), (None, None), ("soon", None),
        ("nan", None), ("inf", 300), ("Tue, 14 Nov 2023 22:13:50 GMT", 30), ("Tue, 14 Nov 2023 22:13:00 GMT", 0),
        ("Wed, 14 Nov 2029 22:13:50 GMT", 300), ("Tue, 99 Nov 2023", None),
    ],
)  # fmt: skip
def test_retry_after(header, seconds):
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_never_earlier_than_retry_after_asks(status):
    bench = Bench(Answer(status, {"Retry-After": "7"}, b""), OK)
    bench.deliver()
    assert bench.patient.waits == [7.5]  # and a part of a second, so that not all clients come back at once


def test_no_time_left_gives_up_without_waiting():
    bench = Bench(Answer(429, {"Retry-After": "60"}, b""), left=2)
    assert bench.deliver().error.status == 429
    assert len(bench.wire.batches) == 1 and not bench.patient.waits


def test_rejected_messages_are_told_and_the_rest_is_sent():
    rows = [
        {"index": 0, "messageId": "m-2", "code": "no_event", "message": "event is missing"},  # the id wins
        {"index": 1, "code": "too_old", "message": "a year old"},
        {"index": 99, "messageId": "who"}, "nonsense", {"index": None}, {"index": -1},
        {"index": 0, "messageId": "m-2", "code": "again"},
    ]  # fmt: skip
    bench = Bench(Answer(200, {}, json.dumps({"success": True, "accepted": 2, "rejected": rows}).encode()))
    assert bench.deliver(4).left == ()
    assert [(d.reason, d.message["messageId"]) for d in bench.drops] == [("rejected", "m-2"), ("rejected", "m-1")]
    assert "a year old" in bench.drops[1].detail
    assert len(bench.wire.batches) == 1 and bench.ledger.counters().sent == 2


def test_413_halves_the_batch_until_it_fits():
    class Narrow(winnow.RecordingTransport):
        def send(self, url, body, headers, timeout):
            super().send(url, body, headers, timeout)
            return OK if len(self.batches[-1]["batch"]) <= 2 else Answer(413, {}, b"")

    bench = Bench(transport=Narrow())
    assert bench.deliver(7).sent == 7
    taken = [i for b in bench.wire.batches if len(b["batch"]) <= 2 for i in ids(b)]
    assert taken == [f"m-{n}" for n in range(7)] and bench.ledger.counters().sent == 7 and not bench.errors


def test_413_for_a_single_message_is_final():
    bench = Bench(Answer(413, {}, b""))
    assert bench.deliver(1).left == ()
    assert bench.errors[0][0].status == 413 and "proxy" in str(bench.errors[0][0])


def test_a_half_that_cannot_be_delivered_is_handed_back():
    bench = Bench(Answer(413, {}, b""), OK, *[Answer(500, {}, b"")] * 2, max_retries=1)
    assert [i.id for i in bench.deliver(4).left] == ["m-2", "m-3"]
    assert bench.ledger.counters().sent == 2


def test_an_error_names_address_cause_and_remedy():
    bench = Bench(requests.ConnectionError("x"), max_retries=0)
    text = str(bench.deliver().error)
    assert URL in text and "ConnectionError" in text and text.endswith("is the collector running there?")


def test_law_every_message_meets_exactly_one_fate():
    hypothesis = pytest.importorskip("hypothesis", reason="needs the pip package hypothesis: pip install -r requirements-dev.txt")
    st = hypothesis.strategies
    rejection = st.fixed_dictionaries({"index": st.integers(-2, 9), "messageId": st.sampled_from(["m-0", "m-1", "x"])})
    taken = st.lists(rejection, max_size=4).map(
        lambda rows: Answer(200, {}, json.dumps({"success": True, "rejected": rows}).encode())
    )
    trouble = st.sampled_from([200, 204, 301, 400, 401, 408, 413, 413, 429, 500, 503]).map(lambda s: Answer(s, {}, b""))
    answers = st.lists(taken | trouble | st.just(ConnectionError()), max_size=12)

    @hypothesis.settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @hypothesis.given(answers, st.integers(1, 8), st.sampled_from([0.0, 3.0, float("inf")]))
    def law(answers, count, left):
        bench = Bench(*answers, max_retries=3, left=left)
        outcome = bench.deliver(count)
        counters = bench.ledger.counters()
        kept = [item.id for item in outcome.left]
        dropped = [drop.message["messageId"] for drop in bench.drops]
        assert outcome.sent == counters.sent
        assert counters.sent + len(kept) + len(dropped) == count
        assert len({*kept, *dropped}) == len(kept) + len(dropped) == len(kept) + sum(counters.dropped.values())
        assert bool(kept) == (outcome.error is not None)

    law()


# Through requests, as `responses` sees it


@pytest.fixture
def http():
    transport = RequestsTransport()
    with responses.RequestsMock() as mock:
        yield mock, Bench(transport=transport)
    transport.close()


def test_the_request(http):
    mock, bench = http
    mock.post(URL, json={"success": True})
    bench.deliver(1)
    request = mock.calls[0].request
    assert request.headers["Authorization"] == "Basic d2tfdGVzdDo="  # wk_test:
    assert request.headers["Content-Type"] == "application/json" and "Content-Encoding" not in request.headers
    assert request.headers["User-Agent"] == f"winnow-python/{winnow.VERSION}"
    assert mock.calls[0].request.req_kwargs["timeout"] == 5
    sent = json.loads(request.body)
    assert sent["batch"] == [{"messageId": "m-0", "pad": ""}] and sent["sentAt"].endswith("Z")


def test_above_1_kb_the_body_is_gzipped(http):
    mock, bench = http
    mock.post(URL, json={"success": True})
    bench.deliver(1, pad=2000)
    request = mock.calls[0].request
    assert request.headers["Content-Encoding"] == "gzip" and len(request.body) < 1024
    assert json.loads(gzip.decompress(request.body))["batch"][0]["pad"] == "x" * 2000


def test_a_redirect_is_not_followed(http):
    mock, bench = http
    mock.post(URL, status=301, headers={"Location": "https://www.collector.test/v1/batch"})
    bench.deliver(1)  # a second call would raise: requests would have turned it into a GET
    assert "https://www.collector.test/v1/batch" in str(bench.errors[0][0])


def test_a_password_file_of_the_machine_does_not_replace_the_key(http, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine collector.test login somebody password else")
    monkeypatch.setenv("NETRC", str(netrc))
    mock, bench = http
    mock.post(URL, json={"success": True})
    bench.deliver(1)
    assert mock.calls[0].request.headers["Authorization"] == "Basic d2tfdGVzdDo="


def test_a_broken_connection_is_tried_again(http):
    mock, bench = http
    mock.post(URL, body=requests.ConnectionError("reset"))
    mock.post(URL, json={"success": True})
    assert bench.deliver(1).left == () and bench.ledger.counters().retried == 1


def test_sent_at_is_new_on_every_try(monkeypatch):
    stamps = iter(["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:09.000Z"])
    monkeypatch.setattr("winnow.delivery.iso_now", lambda: next(stamps))
    bench = Bench(Answer(500, {}, b""), OK)
    bench.deliver()
    assert [b["sentAt"] for b in bench.wire.batches] == ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:09.000Z"]


# Against a real socket


def test_batches_share_one_connection(make_client, recorder):
    recorder.answer(429, headers={"Retry-After": "0"})
    client = make_client("wk_test", recorder.url, flush_at=1)
    for n in range(5):
        client.track("u", "E", {"n": n})
    assert client.flush(20)
    assert len(recorder.requests) == 6 and len({r["peer"] for r in recorder.requests}) == 1


def test_an_endless_answer_is_not_read_to_its_end(make_client, recorder):
    recorder.answer(200, "x" * 3_000_000)
    errors = []
    client = make_client("wk_test", recorder.url, max_retries=0, on_error=lambda e, m: errors.append(str(e)))
    client.track("u", "E")
    assert client.flush(20) and "login page" in errors[0]


def test_a_connection_closed_by_the_collector_is_opened_again(make_client, recorder):
    client = make_client("wk_test", recorder.url, flush_at=1)
    for n in range(3):
        recorder.answer(200, headers={"Connection": "close"})
        client.track("u", "E", {"n": n})
        assert client.flush(20)
    assert len(recorder.taken) == 3
