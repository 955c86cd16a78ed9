"""One form that was sent, told by several: the snippet that watched it, the page's own code, a back end. It counts once."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import RunningCollector

EFFORT = {"name": "mail", "type": "email", "edits": 1, "ms": 900, "errors": 0, "empty": False}
WATCHED = {"event": "Form Submitted", "properties": {"form_id": None, "form_name": None, "action": "https://shop.example/send", "fields": [EFFORT]}}
WRITTEN = {"email": "ann@firm.example", "message": "Please call me back."}
DECLARED = {"event": "Quote Requested", "properties": {}}  # data-wn-event on the form
PUSHED = {"event": "Message Sent", "properties": {"form_name": "Request a quote", **WRITTEN}}  # the recipe for static sites
REPORTED = {"event": "Form Submitted", "properties": {"form_name": "Request a quote", **WRITTEN}}  # a plug-in
CODED = {"event": "Quote Requested", "properties": WRITTEN, "context": {"library": {"name": "winnow-python"}}}

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0", "Accept-Language": "en"}
"""Without it the visitor is a program, as soon as it is judged, and reports of people leave it out."""


def value(collector: RunningCollector, browser: list[dict[str, Any]], server: list[dict[str, Any]]) -> int:
    """What a new visitor is worth of whom the page and the back end tell this."""
    who, sent = str(uuid.uuid4()), 0
    for key, path, told in ((collector.write_key, "/v1/b", browser), (collector.secret_key, "/v1/batch", server)):
        batch = [{"type": "track", "anonymousId": who, "messageId": str(uuid.uuid4()), **message} for message in told]
        batch = json.loads(json.dumps(batch).replace("ann@", f"{who}@"))  # the same address would be the same person
        if batch:
            assert collector.post(path, {"batch": batch}, key, **BROWSER)[1]["accepted"] == len(batch)
        sent += len(batch)
    return collector.until(f"/v1/visitors/{who}", lambda shown: shown["events"] == sent)["value"]


@pytest.mark.parametrize("browser, server", [([WATCHED, DECLARED], []), ([WATCHED, PUSHED], []), ([WATCHED], [REPORTED]), ([WATCHED], [CODED]), ([WATCHED, DECLARED], [CODED]), ([PUSHED], [REPORTED])])
def test_a_quote_that_several_tell_of(collector: RunningCollector, browser: list, server: list) -> None:
    """Seventy, which is what asking for an offer is worth; in whatever order they come."""
    for told in itertools.permutations(browser):
        assert value(collector, list(told), server) == 70


def test_two_forms_are_two(collector: RunningCollector) -> None:
    """The snippet has seen two: one of them is the quote that the server reports."""
    assert value(collector, [WATCHED, WATCHED], [REPORTED]) == 90


def test_the_report_of_forms_counts_it_once(own_collector: Callable[..., RunningCollector]) -> None:
    """A back end that sends its fields as a list tells what was written, not how hard that was."""
    running = own_collector()
    written = {"event": "Form Submitted", "properties": {"form_name": "Contact", "fields": [{"name": "mail", "value": "ann@firm.example"}]}}
    value(running, [WATCHED], [written])
    [form] = running.get("/v1/reports/friction")["forms"]
    assert (form["submitted"], form["abandoned"]) == (1, 0)
