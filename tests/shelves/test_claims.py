"""Who is who, on every store: what strangers claim against what the owner's back end says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shelves.walls import judged, page, public, row_of, said, trusted
from tests.strategies import NOW, SITE, entry
from tracker import found_out, pipeline
from tracker.claims import MOST
from tracker.corpus import Answer, Journey
from tracker.learn import case_of
from tracker.recalibrate import scores_of
from tracker.rulebook import load

CAREERS = tuple((f"/careers/{number}", f"c{number}") for number in range(500))


def wants(user: str, prefix: str, device: str = "", **traits: Any) -> list[dict]:
    """Somebody who looks at prices and asks for a demo."""
    ids = {"device": device, "user": user}
    where = {"properties": {"url": "https://shop.test/pricing", "path": "/pricing"}}
    fields = {"event": "Demo Requested", "properties": {"email": traits.get("email", "")}}
    return [said("identify", f"{prefix}i", **ids, traits=traits), said("page", f"{prefix}p", **ids, **where), said("track", f"{prefix}t", **ids, **fields)]


def rubbish(user: str = "", address: str = "", device: str = "stranger") -> list[Any]:
    """500 careers pages, an application, a program's agent: under somebody else's id or address."""
    told = [page(device, f"{device}{name}", path, userId=user or None) for path, name in CAREERS]
    told.append(said("track", f"{device}a", device, user, event="Application Submitted", properties={"email": address} if address else {}))
    entries = public(*told, said("identify", f"{device}i", device, user, traits={"email": address} if address else {}))
    return entries


def test_a_stranger_cannot_exclude_whom_the_back_end_knows(store: Any) -> None:
    """500 careers pages and an application under a known buyer's id: the buyer stays a prospect, for a person to look at."""
    store.record(trusted(*wants("buyer", "b", email="ann@acme.test")))
    assert "lead" == row_of(store, "buyer").place

    store.record(rubbish("buyer"))

    row = row_of(store, "buyer")
    assert ("review", "disputed", "prospect") == (row.place, row.row["reason"], row.row["class"])
    assert store.resolve("shop", "stranger") == store.resolve("shop", "buyer")  # it is shown, it only does not count


def test_a_stranger_cannot_exclude_a_buyer_whom_only_pages_know(store: Any) -> None:
    """The site has only the snippet, or its back end said no more than who it is: the honest device still speaks."""
    store.record(public(*wants("buyer", "b", "laptop", email="ann@acme.test")))
    assert "lead" == row_of(store, "buyer").place

    store.record(rubbish("buyer"))
    assert ("review", "disputed", "prospect") == _told(row_of(store, "buyer"))

    store.record(trusted(said("identify", "crm", user="buyer", traits={"email": "ann@acme.test"})))
    assert ("review", "disputed", "prospect") == _told(row_of(store, "buyer"))


def _told(row: Any) -> tuple[str, str, str]:
    return row.place, row.row["reason"], row.row["class"]


def test_a_claimed_address_cannot_exclude_its_owner(store: Any) -> None:
    """The address of a buyer typed into an application by somebody else."""
    store.record(trusted(*wants("buyer", "b", email="ann@acme.test")))
    store.record(rubbish(address="ann@acme.test"))

    assert ("review", "disputed", "prospect") == _told(row_of(store, "buyer"))


def test_a_stranger_cannot_reclassify_a_customer(store: Any) -> None:
    """A known customer who was not on the lead list stays a customer, where they were: nobody need look."""
    store.record(trusted(said("identify", "b", user="owner", traits={"email": "ann@acme.test", "customer": True})))
    before = _told(row_of(store, "owner"))
    assert ("excluded", "settled_customer", "customer") == before

    store.record(rubbish("owner"))

    assert before == _told(row_of(store, "owner"))


@pytest.mark.parametrize("typed", [{}, {"email": "other@gmail.com"}])
def test_a_stranger_is_no_lead_with_a_customers_contact_data(store: Any, typed: dict) -> None:
    """A claim that names a known account, but not its address, makes nobody a lead."""
    store.record(trusted(said("identify", "b", user="owner", traits={"email": "ann@acme.test", "phone": "+44 20 7946 0000"})))
    store.record(public(*wants("owner", "s", "stranger", **typed)))

    row = row_of(store, "owner")
    assert ("review", "unconfirmed") == (row.place, row.row["reason"])


def test_an_objection_is_heard_whoever_sends_it(store: Any) -> None:
    """Global Privacy Control of a claimed device keeps a lead off the list, and no list for review brings them back."""
    store.record(trusted(said("identify", "b", user="ann", traits={"email": "ann@acme.test"})))
    store.dispose("shop", store.resolve("shop", "ann"), {"class": "prospect", "outcome": "", "note": "", "author": "me", "at": NOW})
    assert "lead" == row_of(store, "ann").place

    where = {"url": "https://shop.test/", "path": "/"}
    store.record([entry(said("page", "g", "laptop", "ann", properties=where), trusted=False, headers={"sec-gpc": "1"})])

    assert ("excluded", "no_consent") == _told(row_of(store, "ann"))[:2]


def test_the_ordinary_site_with_the_snippet_alone_works(store: Any) -> None:
    """All is claimed there; a login on a second device is the same person, and a lead."""
    store.record(public(*wants("u1", "a", "laptop", email="ann@acme.test")))
    store.record(public(page("phone", "p0", "/products"), said("identify", "p1", "phone", "u1", traits={"email": "ann@acme.test"})))

    assert 1 == len(judged(store))
    assert "lead" == row_of(store, "phone").place


def test_snippet_and_back_end_are_one_person(store: Any) -> None:
    """A visitor signs up in the browser and gives the address; the back end tells the rest without the anonymousId."""
    store.record(public(*wants("u1", "a", "laptop", email="ann@acme.test")))
    store.record(trusted(said("identify", "b", user="u1", traits={"email": "Ann@acme.test", "plan": "trial"})))

    assert 1 == len(judged(store))
    assert ("lead", "qualified", "prospect") == _told(row_of(store, "laptop"))


def test_a_trusted_word_confirms_a_device(store: Any) -> None:
    """Once the back end names device and account together, what the device did counts like its own words."""
    store.record(trusted(said("identify", "b", user="owner", traits={"email": "ann@acme.test"})))
    store.record(public(*wants("owner", "s", "laptop")))
    assert "unconfirmed" == row_of(store, "owner").row["reason"]

    store.record(trusted(said("identify", "c", "laptop", "owner")))

    assert "lead" == row_of(store, "owner").place
    assert not store.known("shop", store.resolve("shop", "owner")).parts


def test_a_public_message_without_device_is_a_claim_too(store: Any) -> None:
    """Evidence under a bare userId is not laid where the back end's own lies."""
    store.record(trusted(*wants("buyer", "b", email="ann@acme.test")))
    store.record(public(*(said("track", f"x{number}", user="buyer", event="Application Submitted") for number in range(9))))
    store.record(public(*(page("", f"y{number}", f"/careers/{number}", userId="buyer") for number in range(60))))

    assert ("review", "disputed", "prospect") == _told(row_of(store, "buyer"))


def test_claims_cannot_break_up_what_is_sure(store: Any) -> None:
    """Neither 250 devices that claim an account and an address, nor a second account that claims the address."""
    store.record(trusted(said("identify", "m0", "laptop", "ceo", traits={"email": "ann@acme.test"}), said("identify", "m1", "phone", "ceo", traits={"email": "ann@acme.test"})))
    store.record(trusted(said("identify", "m2", "tablet", traits={"email": "ann@acme.test"})))
    whole = store.resolve("shop", "ceo")

    told = [said("identify", f"s{number}", f"s{number}", "ceo", traits={"email": "ann@acme.test"}) for number in range(250)]
    store.record(public(*told, said("identify", "z", "s0", "zzz", traits={"email": "ann@acme.test"})))

    assert {whole} == {store.resolve("shop", identity) for identity in ("laptop", "phone", "tablet", "ceo")}
    assert whole != store.resolve("shop", "s7")


def test_one_device_cannot_make_one_person_of_many(store: Any) -> None:
    """It claims the addresses and the ids of several people: they stay several."""
    for number in range(3):
        store.record(public(said("identify", f"h{number}", f"home{number}", traits={"email": f"p{number}@acme.test"})))
        store.record(trusted(said("identify", f"t{number}", user=f"u{number}", traits={"email": f"q{number}@acme.test"})))
    for number in range(3):
        store.record(public(said("identify", f"s{number}", "stranger", traits={"email": f"p{number}@acme.test"})))
        store.record(public(said("identify", f"r{number}", "stranger", f"u{number}", traits={"email": f"p{number}@acme.test"})))

    people = [f"home{number}" for number in range(3)] + [f"u{number}" for number in range(3)]
    assert 6 == len({store.resolve("shop", person) for person in people})


def test_a_public_alias_names_no_account(store: Any) -> None:
    """With the page's key nobody joins two accounts."""
    store.record(trusted(said("identify", "a", user="one"), said("identify", "b", user="two")))
    store.record(public(said("alias", "c", user="one", previousId="two"), said("alias", "d", "dev", "two", previousId="one")))

    assert store.resolve("shop", "one") != store.resolve("shop", "two")


def test_a_public_message_cannot_occupy_a_trusted_id(store: Any) -> None:
    """Whoever guesses a messageId keeps nothing out; each sender's own retry is still known."""
    order = said("track", "order-1001", user="u1", event="Order Completed", properties={"revenue": 100})
    assert [False] == store.record(public(said("page", "order-1001", "stranger")))

    assert [False, True] == store.record(trusted(order, order))
    assert [True] == store.record(public(said("page", "order-1001", "stranger")))


@pytest.mark.parametrize("vouched", [True, False])
def test_no_body_of_evidence_is_weighed_twice(store: Any, monkeypatch: pytest.MonkeyPatch, vouched: bool) -> None:
    """Whole, sure part, and the sure part with each claimed one: once each, whichever of them is settled for."""
    if vouched:
        store.record(trusted(said("identify", "crm", user="buyer", traits={"email": "ann@acme.test"})))
    store.record(public(*wants("buyer", "b", "laptop", email="ann@acme.test")))
    store.record(rubbish("buyer"))
    known, weighed = store.known("shop", store.resolve("shop", "buyer")), []

    def spy(evidence: Any, *rest: Any) -> Any:
        weighed.append(sorted((key, mark.count, mark.first) for key, mark in evidence.marks.items()))
        return real(evidence, *rest)

    real = pipeline.classify
    monkeypatch.setattr(pipeline, "classify", spy)
    assert "disputed" == pipeline.judge(known, SITE, load(), NOW).row["reason"]
    assert len(known.parts) + 1 == len(weighed) == len({str(body) for body in weighed})


def test_only_so_many_claims_are_weighed_and_those_seen_first(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger with a hundred devices costs no hundred judgements, and cannot come before the honest one."""
    told = said("identify", "a", "laptop", "buyer", traits={"email": "ann@acme.test"})
    store.record([entry({**message, "timestamp": NOW - 9000}, trusted=False) for message in (told, *wants("buyer", "b", "laptop", email="ann@acme.test"))])
    for number in range(MOST + 4):
        store.record(rubbish("buyer", device=f"a{number}")[-40:])
    known, weighed = store.known("shop", store.resolve("shop", "buyer")), []
    real = pipeline.classify
    monkeypatch.setattr(pipeline, "classify", lambda *told: weighed.append(told[0]) or real(*told))

    assert "disputed" == pipeline.judge(known, SITE, load(), NOW).row["reason"]
    assert MOST + 5 == len(known.parts) and MOST + 1 == len(weighed)


def test_a_stranger_teaches_nothing(store: Any) -> None:
    """Sales confirms a buyer to whom somebody else claims an application, or a demo: no sign of the claim is learned from."""
    store.record(trusted(*wants("buyer", "b", email="ann@acme.test")))
    store.record(trusted(said("identify", "c", user="owner", traits={"email": "bo@acme.test", "customer": True, "title": "Buyer"})))
    plain = {user: _taught(store, user) for user in ("buyer", "owner")}

    store.record(rubbish("buyer"))
    store.record(public(*wants("owner", "s", "other")))

    assert plain == {user: _taught(store, user) for user in ("buyer", "owner")}


def test_who_is_all_claims_and_in_dispute_teaches_nothing(store: Any) -> None:
    """On a site with the snippet alone nobody knows which of two contradicting devices sales spoke of; one alone does teach."""
    store.record(public(*wants("buyer", "b", "laptop", email="ann@acme.test")))
    assert "applied" not in case_of(_told_of(store, "buyer"), SITE, load()).shares
    store.record(rubbish("buyer"))
    assert case_of(_told_of(store, "buyer"), SITE, load()) is None


def test_reliability_and_calibration_judge_the_body_that_the_judge_does(store: Any) -> None:
    """A stranger's claims change neither whether the rules were right about a buyer, nor the scores that are calibrated."""
    store.record(trusted(*wants("buyer", "b", email="ann@acme.test")))

    def scores() -> Any:
        journey = Journey(id="j", site="shop", label="prospect", outreach=True, difficulty="", language="en", requests=[])
        answer = Answer(journey=journey, said="", probabilities={}, lead=True, row={}, visitors=(store.resolve("shop", "buyer"),))
        return scores_of([answer], store, load(), NOW)

    plain = scores()
    store.record(rubbish("buyer"))
    assert plain == scores()
    found = found_out.case_of(_told_of(store, "buyer"), SITE, load(), ())
    assert found.right and found.said == "prospect"


def _taught(store: Any, user: str) -> tuple[Any, Any]:
    found = case_of(_told_of(store, user), SITE, load())
    return found.shares, found.expected


def _told_of(store: Any, user: str) -> Any:
    """Whoever has this id, as sales spoke of them just now."""
    store.dispose("shop", store.resolve("shop", user), {"class": "prospect", "outcome": "", "note": "", "author": "me", "at": NOW})
    return store.known("shop", store.resolve("shop", user))
