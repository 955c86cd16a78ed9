"""Golden wire messages: what snippet and SDK send is what the server keeps, to the field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import winnow

from tests.conftest import RunningCollector

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "wire.json").read_text())


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["name"])
def test_what_is_sent_is_kept(collector: RunningCollector, golden: dict) -> None:
    """Sent twice, each message is kept once, with its properties as sent."""
    key = collector.write_key if golden["sender"] == "public" else collector.secret_key
    body = json.dumps(golden["body"]).replace('"KEY"', json.dumps(collector.write_key)).encode()
    sent = len(golden["body"]["batch"])
    send = (lambda: collector.call(golden["path"], body)) if golden["sender"] == "public" else (lambda: collector.post(golden["path"], body, key))

    assert (sent, 0) == (send()[1]["accepted"], send()[1]["accepted"])

    first = golden["kept"][0]
    timeline = collector.get(f"/v1/visitors/{first['anonymousId'] or first['userId']}/timeline")["timeline"]
    assert golden["kept"] == [{field: row[field] for field in first} for row in timeline]
    assert sorted((m["messageId"], json.dumps(m.get("properties", {}), sort_keys=True)) for m in golden["body"]["batch"]) == sorted(
        (row["messageId"], json.dumps(row["properties"], sort_keys=True)) for row in timeline
    )


def test_the_sdk_sends_the_golden_shape() -> None:
    """The SDK's messages have exactly the fields of the golden ones."""
    transport = winnow.RecordingTransport()
    client = winnow.Client("k", host="http://x.test", transport=transport)
    client.identify("golden-user", {"email": "ann@golden.example", "company": "Golden"})
    client.track("golden-user", "Order Completed", {"total": 12.5, "currency": "EUR"})
    client.flush()
    client.shutdown()
    golden = next(told for told in GOLDEN if told["sender"] == "trusted")["body"]["batch"]

    for wanted, sent in zip(golden, transport.messages):
        given = {field for field in sent if sent[field] not in (None, {}, "")}
        assert set(wanted) == given - {"channel", "integrations"}
        assert wanted["type"] == sent["type"] and set(wanted["context"]) == set(sent["context"])
