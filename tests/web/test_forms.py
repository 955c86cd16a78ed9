"""The page of forms: in the navigation, teaching where nothing is known, worst field first, phone and desktop apart."""

from __future__ import annotations

from typing import Any

from tests.conftest import RunningCollector
from tests.web.conftest import Reader
from tracker.web.forms import by_form, seconds, worst

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
PC = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"


def effort(name: str, edits: int = 1, ms: int = 900, errors: int = 0, empty: bool = False) -> dict[str, Any]:
    """A field as the snippet describes it."""
    return {"name": name, "type": "text", "edits": edits, "ms": ms, "errors": errors, "empty": empty}


def left(collector: RunningCollector, person: str, agent: str, event: str, fields: list[dict[str, Any]]) -> None:
    """Somebody on a device begins a form, and sends it or leaves it."""
    told = {"form_id": "<offer>", "fields": fields}
    page = {"url": "https://shop.test/offer", "title": "Offer", "referrer": "https://search.test/"}
    steps = [{"type": "page", "properties": page}, {"type": "track", "event": "Form Started", "properties": told}, {"type": "track", "event": event, "properties": told}]
    batch = [{**step, "anonymousId": person, "messageId": f"{person}-{number}"} for number, step in enumerate(steps)]
    status, answer, _ = collector.post("/v1/b", {"writeKey": collector.write_key, "batch": batch}, None, **{"User-Agent": agent, "Accept-Language": "en-US", "Sec-Fetch-Mode": "cors"})
    assert status == 200 and answer["accepted"] == 3, answer


def test_forms(collector: RunningCollector, reader: Reader) -> None:
    """Which field loses people, per device; a form's name cannot break out of the page."""
    reader.get("/forms")
    assert reader.status == 200 and "Where forms lose people" in reader.said
    for number in range(3):
        left(collector, f"form-pc-{number}", PC, "Form Abandoned", [effort("mail"), effort("phone", 0, 14_000, 1, True), effort("note", 0, 0, 0, True)])
    left(collector, "form-pc-9", PC, "Form Submitted", [effort("mail", 3), effort("phone"), effort("note", 0, 0, 0, True)])
    left(collector, "form-phone", PHONE, "Form Abandoned", [effort("mail", 2, 130_000), effort("phone", 0, 0, 0, True), effort("note", 0, 0, 0, True)])
    collector.until("/v1/reports/friction", lambda told: sum(form["abandoned"] for form in told["forms"] if form["form"] == "<offer>") == 4)
    reader.get("/forms")

    assert "3 of 4 who began it gave up. All of them were last at “phone”." in reader.said and "Too few to conclude from." in reader.said
    assert "On a phone" in reader.said and "1 of 1 who began it gave up, last at “mail”." in reader.said
    assert "14 s" in reader.said and "2 min" in reader.said
    assert "<offer>" not in reader.text and "&lt;offer&gt;" in reader.text and 'href="/forms" aria-current="page"' in reader.text


def test_order_and_words() -> None:
    """The form that loses most first; desktop before phone; times as people say them."""
    rows = [{"form": form, "device": device, "abandoned": lost} for form, device, lost in (("a", "phone", 1), ("b", "phone", 2), ("b", "desktop", 3), ("a", "desktop", 1))]
    assert [(name, [row["device"] for row in found]) for name, found in by_form(rows).items()] == [("b", ["desktop", "phone"]), ("a", ["desktop", "phone"])]
    assert worst({"fields": [{"gave_up": 0}]}) is None
    assert [seconds(told) for told in (0, 40, 840, 9_940, 9_960, 119_000, 120_000)] == ["–", "< 0.1 s", "0.8 s", "9.9 s", "10 s", "119 s", "2 min"]
