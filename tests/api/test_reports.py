"""Reports and audiences over HTTP: the numbers add up, arguments are checked, contact data leaves only through the gate."""

from __future__ import annotations

import json
import time

import pytest

from tests.conftest import RunningCollector
from tests.trust.canary import winnow

DAY = 86_400_000
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
FIELDS = [{"name": "company", "type": "text", "edits": 1, "ms": 900, "empty": False, "errors": 0}, {"name": "vat", "type": "text", "edits": 3, "ms": 9000, "empty": True, "errors": 2}]


def story(device: str, now: int) -> list[dict]:
    """What one visitor did, as trusted messages."""
    base = {"anonymousId": device, "context": {"userAgent": PHONE if device.endswith("phone") else DESKTOP}}

    def page(path: str, at: int) -> dict:
        return {**base, "type": "page", "timestamp": at, "properties": {"url": f"https://localhost{path}", "path": path}}

    def track(event: str, at: int, **properties: object) -> dict:
        return {**base, "type": "track", "event": event, "timestamp": at, "properties": properties}

    email = f"{device}@acme-{device}.example"
    asks = track("Quote Requested", now - 60_000, email=email, message="Please send us an offer for 20 pumps.")
    return {
        "reader": [page("/", now - 5000), page("/pricing", now - 4000), page("/careers", now - 3000)],
        "asks": [page("/", now - 70_000), page("/pricing", now - 65_000), asks],
        "cart": [page("/", now - 3 * DAY), track("Product Added", now - 3 * DAY, product="Pump"), asks],
        "bought-cart": [track("Product Added", now - 3 * DAY, product="Pump"), track("Order Completed", now - 2 * DAY, total=10)],
        "overdue": [{**asks, "timestamp": now - 99 * DAY}, *(track("Order Completed", now - days * DAY, total=10) for days in (100, 90, 80, 70))],
        "punctual": [track("Order Completed", now - days * DAY, total=10) for days in (40, 20, 1)],
        "friend": [{**base, "type": "identify", "traits": {"email": email}}, track("Customer Referred", now - DAY), track("Referral Sent", now - 2 * DAY), track("Product Reviewed", now - DAY), track("Invite Sent", now - DAY), track("Invite Sent", now - 2 * DAY)],
        "form": [track("Form Abandoned", now - 9000, form_id="offer", fields=FIELDS), track("Form Submitted", now - 8000, form_id="offer", fields=FIELDS)],
        "form-phone": [track("Form Abandoned", now - 9000, form_id="offer", fields=[*FIELDS, "odd", {"name": 7}, {"name": "x", "edits": "many"}])],
        "objects": [{**base, "type": "identify", "traits": {"email": email}}, track("Product Added", now - 3 * DAY), {**asks, "anonymousId": device}],
    }[device]  # fmt: skip


DEVICES = ("reader", "asks", "cart", "bought-cart", "overdue", "punctual", "friend", "form", "form-phone", "objects")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory):
    """A server that knows ten stories."""
    running = RunningCollector(tmp_path_factory.mktemp("reports") / "data")
    now = int(time.time() * 1000)
    batch = [{**message, "messageId": f"{device}-{n}"} for device in DEVICES for n, message in enumerate(story(device, now))]
    assert running.post("/v1/batch", {"batch": batch}, running.secret_key)[1]["accepted"] == len(batch)
    running.until("/readyz", lambda ready: ready["touched"] == 0)
    visitor = running.get("/v1/visitors/objects")["id"]
    running.call(f"/v1/visitors/{visitor}/suppress", {"reason": "x"}, {"Authorization": f"Bearer {running.secret_key}", "Content-Type": "application/json"})
    running.until("/v1/visitors/objects", lambda row: row["reason"] == "objected")
    running.until("/readyz", lambda ready: ready["touched"] == 0)
    yield running
    assert running.stop() == 0


def test_the_funnel(told: RunningCollector) -> None:
    """Stages in order, the first holds everybody, nobody is lost between class and whole; conversion is buyers over leads."""
    funnel = told.get("/v1/reports/funnel")
    stages = {row["stage"]: row for row in funnel["stages"]}
    assert ["visitor", "lead", "qualified", "buyer", "regular", "advocate"] == [row["stage"] for row in funnel["stages"]]
    assert len(DEVICES) == stages["visitor"]["count"] == sum(row["standing"] for row in funnel["stages"]) + sum(funnel["beside"].values())
    assert (3, 2) == (stages["buyer"]["count"], stages["regular"]["count"])
    assert all(row["count"] == sum(row["classes"].values()) for row in funnel["stages"])
    told_of = funnel["conversion"]
    assert told_of["without_false_leads"] == round(told_of["buyers"] / told_of["leads"], 4) >= told_of["with_false_leads"]
    classes = {who for row in funnel["stages"] for who in row["classes"]}
    assert stages["lead"]["count"] == sum(told.get(f"/v1/reports/funnel?class={who}")["stages"][1]["count"] for who in classes)


def test_the_overview_adds_up(told: RunningCollector) -> None:
    """leads + review + excluded = visitors = all classes; events and the last of them are told."""
    told_of = told.get("/v1/reports/overview")
    assert len(DEVICES) == told_of["visitors"] == sum(told_of["lists"].values()) == sum(told_of["classes"].values()) == sum(row["visitors"] for row in told_of["sources"])
    assert told_of["events"] > 20 and told_of["last_event"].startswith("20") and told_of["new_visitors"]["last_7_days"] > 5


def test_paths(told: RunningCollector) -> None:
    """Steps between sections are counted, and where visits end."""
    paths = told.get("/v1/reports/paths")
    steps = {(row["from"], row["to"]): row["count"] for row in paths["steps"]}
    assert 2 == steps["home", "pricing"] and 1 == steps["pricing", "careers"]
    assert {"careers": 1, "pricing": 1, "home": 1} == {row["section"]: row["count"] for row in paths["ends"]}


def test_friction(told: RunningCollector) -> None:
    """A form's fields, phone and desktop apart; odd fields of strangers break nothing."""
    forms = {row["device"]: row for row in told.get("/v1/reports/friction?form=offer")["forms"]}
    assert (1, 1, 0.5) == tuple(forms["desktop"][name] for name in ("submitted", "abandoned", "abandonment"))
    assert (0, 1) == tuple(forms["phone"][name] for name in ("submitted", "abandoned"))
    worst = forms["desktop"]["fields"][0]
    assert ("vat", 1.0, 1.0, 1.0, 9000, 1) == tuple(worst[name] for name in ("name", "empty", "retyped", "errors", "median_ms", "gave_up"))
    assert [] == told.get("/v1/reports/friction?form=nothing")["forms"]


def test_value_and_impact(told: RunningCollector) -> None:
    """Buyers lead by value, friends by impact; no contact data."""
    told_of = told.get("/v1/reports/value-impact")
    assert "regular" == told_of["top_value"][0]["stage"] and "advocate" == told_of["top_impact"][0]["stage"]
    assert told_of["quarters"]["does_not_buy_and_influences"] >= 1
    assert not any("email" in row for row in told_of["top_value"] + told_of["top_impact"])


def test_cohorts(told: RunningCollector) -> None:
    """Weeks begin on Monday and hold everybody once."""
    weeks = told.get("/v1/reports/cohorts")["cohorts"]
    assert len(DEVICES) == sum(week["visitors"] for week in weeks) and all(week["visitors"] == sum(week["stages"].values()) for week in weeks)
    assert {0} == {time.strptime(week["week"], "%Y-%m-%d").tm_wday for week in weeks}


def test_audiences_go_through_the_gate(told: RunningCollector) -> None:
    """Only leads bear contact data and a decision id; who objected is not even listed; a key without people:read sees none."""
    ids = {device: told.get(f"/v1/visitors/{device}")["id"] for device in DEVICES}
    cart = told.get("/v1/audiences/abandoned-cart")
    assert [ids["cart"]] == [row["id"] for row in cart["rows"]] and {"objected": 1} == cart["withheld"] and 1 == cart["total"]
    (row,) = cart["rows"]
    assert row["email"] and row["decision"] and "cart" == row["audience"]["step"]
    (kept,) = json.loads(winnow(told, "access", ids["cart"], "--format", "json"))["visitors"]
    assert {"id": row["decision"], "channel": "audience"} in [{"id": one["id"], "channel": one["channel"]} for one in kept["decisions"]]
    overdue = told.get("/v1/audiences/overdue-reorder")["rows"]
    assert [ids["overdue"]] == [row["id"] for row in overdue] and 10 == overdue[0]["audience"]["usual_gap_days"]
    assert ids["friend"] in [row["id"] for row in told.get("/v1/audiences/advocates")["rows"]]
    for name in ("abandoned-cart", "overdue-reorder", "advocates"):
        for row in told.get(f"/v1/audiences/{name}")["rows"]:
            assert (row["list"] == "lead") == bool(row["decision"]) and (row["decision"] or not (row["email"] or row["phone"] or row["name"]))


@pytest.mark.parametrize("path, status", [("/v1/reports/nothing", 404), ("/v1/audiences/funnel", 404), ("/v1/reports/advocates", 404), ("/v1/reports/funnel?class=king", 400), ("/v1/reports/funnel?x=1", 400),
                                          ("/v1/reports/paths?visitors=0", 400), ("/v1/reports/paths?visitors=0000000012000000", 400), ("/v1/reports/paths?visitors=000000001" + "9" * 20, 400), ("/v1/audiences/advocates?limit=x", 400), ("/v1/reports/overview?site=other", 404)])  # fmt: skip
def test_senseless_questions_say_so(told: RunningCollector, path: str, status: int) -> None:
    """A wrong name or argument is refused with a sentence."""
    answer = told.call(path, headers={"Authorization": f"Bearer {told.secret_key}"})
    assert status == answer[0] and answer[1]["message"] and answer[1]["detail"] is not None
    assert 401 == told.call(path)[0] == told.call(path, headers={"Authorization": "Bearer sk_wrong"})[0]
