"""The install page: what to paste works as it stands, and refusals are seen."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shlex
import time
from collections.abc import Callable

from tests.conftest import RunningCollector
from tests.web.conftest import Reader, enter


def test_what_is_shown_works(own_collector: Callable[..., RunningCollector]) -> None:
    running = own_collector()
    reader = enter(running, "installs@shop.test")
    page = html.unescape(reader.get("/install"))
    assert "Nothing received yet" in page and f'<script defer src="{running.url}/w.js" data-key="{running.write_key}"></script>' in page
    [fixed] = re.findall(r'<script defer src="(\S+)" integrity="(\S+)" crossorigin data-key="(\S+)"></script>', page)
    status, script, headers = running.call(fixed[0].removeprefix(running.url))
    assert status == 200 and "immutable" in headers["cache-control"] and fixed[2] == running.write_key
    assert fixed[1] == "sha384-" + base64.b64encode(hashlib.sha384(script).digest()).decode()
    assert json.loads(reader.get("/install/arrived"))["visitors"] == 0
    curl = shlex.split(re.search(r"curl -u .*?\}\}'", page, re.S)[0].replace("\\\n", " "))
    status, told, _ = running.post(curl[3].removeprefix(running.url), json.loads(curl[-1]), curl[2].rstrip(":"))
    assert status == 200 and told["accepted"] == 1
    running.until("/v1/excluded", lambda told: told["total"] == 1)
    page = reader.get("/install")
    assert "Working:" in page and "Nothing received yet" not in page and "arrived.js" not in page


def test_refusals_are_seen(collector: RunningCollector, reader: Reader) -> None:
    collector.post("/v1/batch", {"batch": [{"type": "page"}, {"type": "nonsense", "anonymousId": "a"}]})
    deadline = time.monotonic() + 20
    while "no_id" not in reader.get("/install") or "unknown_type" not in reader.text:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert "a message needs an `anonymousId` or a `userId`" in reader.said
    assert collector.secret_key not in reader.text


def test_the_address_is_the_public_one(own_collector: Callable[..., RunningCollector]) -> None:
    running = own_collector(WINNOW_PUBLIC_URL="http://winnow.example/")
    reader = enter(running, "public@shop.test")
    assert "http://winnow.example/w.js" in reader.get("/install")
