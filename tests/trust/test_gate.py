"""Who sees whose contact data: without people:read nobody's; with it only through the gate of one's own purpose."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import RunningCollector
from tests.web.conftest import Reader, enter

SECRET = ("ann.canary@acme.test", "ann.canary%40acme.test", "+4917099887766", "Canaryname", "Please send canary words", "canary words")


def canaries(person: str, event: str, at: str = "https://localhost/pricing", said: str = "Please send canary words and an offer for 20 pumps") -> list[dict[str, Any]]:
    """Somebody whose address, number, name and words stand wherever a sender may put them; their userId is their address."""
    email = f"{person}.ann.canary@acme.test"
    base = {"anonymousId": person, "userId": email, "context": {"campaign": {"source": "mail", "name": email}}}
    address = f"{at}?email={email.replace('@', '%40')}&tel=%2B4917099887766&first_name=Canaryname&u={email}"
    form = {"email": email, "name": "Ann Canaryname", "phone": "+4917099887766", "message": said, "fields": [{"name": "email", "value": email}], "note": f"reach me at {email} or +4917099887766", "plan": "pro"}
    return [
        {**base, "type": "page", "messageId": f"{person}1", "properties": {"url": address, "path": f"/u/{email}", "title": f"Account of {email}", "referrer": f"https://mail.test/?to={email}"}},
        {**base, "type": "page", "messageId": f"{person}2", "properties": {"url": at, "path": at.removeprefix("https://localhost")}},
        {**base, "type": "identify", "messageId": f"{person}3", "traits": {"email": email, "name": "Ann Canaryname", "phone": "+4917099887766", "company": "Acme", "city": "Call +4917099887766"}},
        {**base, "type": "track", "event": event, "messageId": f"{person}4", "properties": form},
        {**base, "type": "track", "event": f"Called {email}", "messageId": f"{person}5", "properties": {"deep": [{"told": f"by {email}"}], "hotel": "Ritz"}},
    ]


def key_of(running: RunningCollector, *scopes: str) -> str:
    """A new key with scopes."""
    words = [word for scope in scopes for word in ("--scope", scope)]
    told = subprocess.run([sys.executable, "-m", "tracker", "key", "add", *words, "--site", "main", "--json", "--data", str(running.folder)], capture_output=True, text=True, check=True)
    return json.loads(told.stdout)["key"]


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory):
    """A server with a lead, one to review, one who applied, one who only looked at vacancies, one who objected; keys by name."""
    running = RunningCollector(tmp_path_factory.mktemp("gate") / "data")
    jobs = "https://localhost/careers/engineer"
    applies = "I apply for the position, my resume with canary words is attached"
    people = {"lead": canaries("lead", "Quote Requested"), "applied": canaries("applied", "Application Submitted", jobs, applies), "objected": canaries("objected", "Application Submitted", jobs, applies),
              "looked": [m for m in canaries("looked", "x", jobs) if m["messageId"] not in ("looked4",)], "review": canaries("review", "Form Submitted", said="Glorble the canary words, fnord")}  # fmt: skip
    for n in range(4):
        people["looked"].append({"type": "page", "anonymousId": "looked", "userId": "looked.ann.canary@acme.test", "messageId": f"looked-{n}", "properties": {"url": f"{jobs}-{n}", "path": f"/careers/engineer-{n}"}})
    for n, path in enumerate(("/products/x-200", "/products/x-300", "/cases", "/security", "/pricing")):
        people["review"].append({"type": "page", "anonymousId": "review", "userId": "review.ann.canary@acme.test", "messageId": f"review-{n}", "properties": {"url": f"https://localhost{path}", "path": path}})
    told = running.post("/v1/batch", {"batch": [message for messages in people.values() for message in messages]}, running.secret_key)[1]
    assert not told["rejected"]
    auth = {"Authorization": f"Bearer {running.secret_key}", "Content-Type": "application/json"}
    assert 200 == running.call("/v1/visitors/objected/suppress", {"reason": "x"}, auth)[0]
    running.call("/v1/visitors/looked/disposition", {"class": "job_seeker", "note": "her address is looked.ann.canary@acme.test"}, auth)
    running.until("/readyz", lambda ready: ready["touched"] == 0)
    running.keys = {"blind": key_of(running, "leads:read"), "sales": key_of(running, "leads:read", "people:read"), "hr": key_of(running, "desk:hr", "people:read"), "owner": running.secret_key}
    yield running
    assert running.stop() == 0


PATHS = ["/v1/leads", "/v1/review", "/v1/excluded", "/v1/leads?format=csv", "/v1/excluded?format=csv", "/v1/desks/hr", "/v1/desks/support", "/v1/desks/hr?format=csv", "/v1/leads?as_of=2099-01-01", "/v1/audiences/abandoned-cart",
         "/v1/audiences/advocates", "/v1/audiences/overdue-reorder", *(f"/v1/reports/{name}" for name in ("funnel", "paths", "value-impact", "cohorts", "friction", "overview", "corrections"))]  # fmt: skip
OF_ONE = ["", "/timeline", "/explain"]


def test_who_they_are_on(gate: RunningCollector) -> None:
    """The rest of this file would prove nothing if they stood elsewhere."""
    places = {person: gate.get(f"/v1/visitors/{person}") for person in ("lead", "review", "applied", "objected", "looked")}
    assert ["lead", "review", "excluded", "excluded", "excluded"] == [row["list"] for row in places.values()], {person: row["reason"] for person, row in places.items()}
    assert {"job_seeker"} == {places[person]["class"] for person in ("applied", "objected", "looked")}


def test_without_people_read_nothing_answered_holds_contact_data(gate: RunningCollector) -> None:
    """Not in columns, tracked addresses, titles, ids, free text, notes, samples, files or reports."""
    paths = [*PATHS, *(f"/v1/visitors/{person}{part}" for person in ("lead", "review", "applied", "looked") for part in OF_ONE)]
    for path in paths:
        status, told, _ = gate.call(path, headers={"Authorization": f"Bearer {gate.keys['blind']}"})
        text = told.decode() if isinstance(told, bytes) else json.dumps(told, ensure_ascii=False)
        assert 200 == status and not [word for word in SECRET if word.lower() in text.lower()], path
    (sent,) = [row for row in gate.get("/v1/visitors/lead/timeline", gate.keys["blind"])["timeline"] if row["messageId"] == "lead4"]
    assert "pro" == sent["properties"]["plan"], "what is nobody's contact data stays"
    assert "Ritz" in json.dumps(gate.get("/v1/visitors/lead/timeline", gate.keys["blind"])), "hotel is no telephone"


def test_sales_reaches_leads_and_nobody_else(gate: RunningCollector) -> None:
    """The timeline obeys the gate as the columns do; each leaving has a decision id that is kept."""
    sales = gate.keys["sales"]
    told = gate.get("/v1/visitors/lead/timeline", sales)
    assert told["decision"] and "lead.ann.canary@acme.test" in json.dumps(told) and "canary words" in json.dumps(told)
    back_end = json.dumps(gate.get("/v1/visitors/review/timeline"))
    assert "review.ann.canary@acme.test" in back_end, "the owner's own back end sent it and reads it as sent"
    for person in ("review", "applied", "objected", "looked"):
        for part in OF_ONE:
            text = json.dumps(gate.get(f"/v1/visitors/{person}{part}", sales), ensure_ascii=False)
            assert not [word for word in SECRET[:4] if word.lower() in text.lower()], (person, part)
    assert "canary words" in json.dumps(gate.get("/v1/visitors/review/timeline", sales)), "a person should read it, so the words are shown"
    for path in PATHS:
        status, body, _ = gate.call(path, headers={"Authorization": f"Bearer {sales}"})
        text = body.decode() if isinstance(body, bytes) else json.dumps(body)
        assert 200 == status and not [person for person in ("applied", "objected", "looked", "review") if f"{person}.ann.canary" in text], path
    assert "canary words" not in json.dumps(gate.get("/v1/visitors/applied/timeline", sales)), "written to HR"
    assert {"another_purpose"} == {row["withheld"] for row in gate.get("/v1/desks/hr", sales)["excluded"]}


def test_hr_reaches_who_applied_and_only_them(gate: RunningCollector) -> None:
    """Through the gate with its own purpose: objection holds, who only looked is left alone; audited; nothing else opens."""
    rows = {row["email"] or row["withheld"]: row for row in gate.get("/v1/desks/hr", gate.keys["hr"])["excluded"]}
    assert {"applied.ann.canary@acme.test", "objected", "did_not_write"} == set(rows)
    row = rows["applied.ann.canary@acme.test"]
    assert row["decision"] and "Ann Canaryname" == row["name"] and not rows["objected"]["decision"]
    told = subprocess.run([sys.executable, "-m", "tracker", "access", "applied", "--format", "json", "--data", str(gate.folder)], capture_output=True, text=True, check=True)
    assert ("desk:hr", row["decision"]) in [(kept["channel"], kept["id"]) for kept in json.loads(told.stdout)["visitors"][0]["decisions"]]
    _, body, _ = gate.call("/v1/desks/hr?format=csv", headers={"Authorization": f"Bearer {gate.keys['hr']}"})
    assert ["applied.ann.canary@acme.test"] == [line["email"] for line in csv.DictReader(io.StringIO(body.decode())) if line["email"]]
    for path in ("/v1/leads", "/v1/excluded", "/v1/desks/press", "/v1/visitors/applied", "/v1/reports/funnel", "/v1/audiences/advocates"):
        assert 403 == gate.call(path, headers={"Authorization": f"Bearer {gate.keys['hr']}"})[0], path
    assert "applied.ann.canary@acme.test" in [row["email"] for row in gate.get("/v1/desks/hr")["excluded"]], "the owner's own secret key"
    assert [""] * 3 == [row["email"] for row in gate.get("/v1/desks/hr", key_of(gate, "desk:hr"))["excluded"]], "people:read is needed as well"


@pytest.mark.parametrize("q, blind, sales", [("acme", True, True), ("prospect", True, True), ("lead.ann.canary", False, True), ("canaryname", False, True), ("ann.canary@acme", False, True), ("prospect\x1f", False, False)])
def test_q_matches_what_the_asker_may_see(gate: RunningCollector, q: str, blind: bool, sales: bool) -> None:
    """Else names and addresses could be guessed letter by letter."""
    from urllib.parse import quote

    for name, found in (("blind", blind), ("sales", sales)):
        assert found == bool(gate.get(f"/v1/leads?q={quote(q)}", gate.keys[name])["total"]), name
    assert not sales or "canary" not in q or 0 == gate.get(f"/v1/excluded?q={quote(q)}", gate.keys["sales"])["total"], "nobody's whom sales may not reach"
    assert (q == "acme") == bool(gate.get(f"/v1/leads?q={quote(q)}&as_of=2099-01-01", gate.keys["blind"])["total"]) or q == "prospect"


def test_seen_page_matches_no_address_of_a_person(gate: RunningCollector) -> None:
    assert gate.get("/v1/leads?seen_page=pricing", gate.keys["blind"])["total"]
    pages = [f"https://localhost/thanks/{hidden}" for hidden in ("+38640123456", "ann%2540firm.test")]
    told = [{"type": "page", "anonymousId": f"lead{n}", "messageId": f"thanks{n}", "properties": {"url": url, "path": url.removeprefix("https://localhost")}} for n, url in enumerate(pages)]
    assert not gate.post("/v1/batch", {"batch": told}, gate.secret_key)[1]["rejected"]
    gate.until("/readyz", lambda ready: ready["touched"] == 0)
    assert 2 <= gate.get("/v1/excluded?seen_page=/thanks/", gate.keys["blind"])["total"], "the page itself is found, or nothing is shown here"
    for part in ("+386", "+38640123", "/thanks/+3", "ann%25", "/thanks/ann"):
        assert 0 == gate.get(f"/v1/excluded?seen_page={part.replace('%', '%25').replace('+', '%2B')}", gate.keys["blind"])["total"], part
    for part in ("/u/lead", "ann.canary", "email="):
        assert 0 == gate.get(f"/v1/leads?seen_page={part}", gate.keys["blind"])["total"], part


def test_parts_are_named_without_naming_anybody(gate: RunningCollector) -> None:
    """A part can be taken out by its public id, whoever may not see the account's address."""
    for key in ("blind", "sales"):
        parts = gate.get("/v1/visitors/looked", gate.keys[key])["merged"]
        assert len(parts) > 1 and all(part["node"].startswith("v") and "@" not in part["id"] for part in parts)
    auth = {"Authorization": f"Bearer {gate.secret_key}", "Content-Type": "application/json"}
    part = next(part for part in gate.get("/v1/visitors/looked")["merged"] if part["kind"] == "device")
    for undo in (False, True):
        assert 200 == gate.call(f"/v1/visitors/{part['node']}/unmerge", {"node": part["node"], "undo": undo}, auth)[0]


def test_pages_obey_the_same_gate(gate: RunningCollector) -> None:
    """A signed-in person sees leads; of others neither address nor name, and the words only of those to review."""
    reader: Reader = enter(gate, "gate@shop.test")
    ids = {person: gate.get(f"/v1/visitors/{person}")["id"] for person in ("lead", "review", "applied", "looked")}
    assert "lead.ann.canary@acme.test" in reader.get("/") and "lead.ann.canary@acme.test" in reader.get(f"/visitors/{ids['lead']}")
    for path in ("/review", "/excluded", "/excluded?q=canary", f"/visitors/{ids['review']}", f"/visitors/{ids['applied']}", f"/visitors/{ids['looked']}"):
        text = reader.get(path)
        assert 200 == reader.status and not [word for word in SECRET[:4] if word.lower() in text.replace('value="canary"', "").lower()], path
    assert "canary words" in reader.get(f"/visitors/{ids['review']}") and "canary words" not in reader.get(f"/visitors/{ids['applied']}")
    reader.get("/v1/desks/hr")
    assert "applied.ann" not in reader.text and "another_purpose" in reader.text, "who sells does not see who applies by typing an address"


def test_a_look_back_shows_nobodys_contact_data(gate: RunningCollector) -> None:
    """Consent, objections and the cap of today are not in it: neither a list nor a visitor of another day has an address, whoever asks."""
    (lead,) = [row for row in gate.get("/v1/leads")["leads"] if row["email"] == "lead.ann.canary@acme.test"]
    assert lead["decision"]
    rows = gate.get("/v1/leads?as_of=2099-01-01")["leads"]
    assert rows and not [row for row in rows if row["email"] or row["phone"] or row["decision"]]
    back = gate.get(f"/v1/visitors/{lead['id']}?as_of=2099-01-01")
    assert "lead.ann.canary@acme.test" not in json.dumps(back) and not back["decision"]
