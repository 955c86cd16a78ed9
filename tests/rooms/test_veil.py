"""What is hidden of people in any text and in what was sent, and what is left alone."""

from __future__ import annotations

import time

import pytest

from tracker.veil import HIDDEN, masked, veiled


@pytest.mark.parametrize("told, left", [
    ("mail ann.smith@acme.test now", "mail … now"), ("/u/ann@acme.test/orders", "/u/…/orders"), ("a?to=ann%40acme.test&b=1", "a?to=…&b=1"), ("ann%2540acme.test", "…"), ("ANN＠acme.test", "…"),
    ("Ändra.Ö@müller.test", "…"), ("call +386 1 234 56 78 or 0049 170 1234567.", "call … or …."), ("030/123 456 78", "…"), ("(555) 123-4567", "…"), ("555-123-4567", "…"), ("tel:+4917012345678", "tel:…"),
    ("https://s.test/?phone=%2B4917012345678&a=b", "https://s.test/?phone=…&a=b"), ("https://s.test/?first_name=Ann&utm_source=x&message=Please+call", "https://s.test/?first_name=…&utm_source=x&message=…"),
    ("https://s.test/#email=ann", "https://s.test/#email=…"),
])  # fmt: skip
def test_addresses_and_numbers_of_people_are_hidden(told: str, left: str) -> None:
    """However they are written in a text or an address."""
    assert left == masked(told)


@pytest.mark.parametrize("told", [
    "2026-11-24T09:00:00.000Z", "01.03.2026", "01-03-2026", "v0123456789abcdef0123", "01234567-89ab-4cde-8901-234567890abc", "order 100234567", "203.0.113.77", "Mozilla/5.0 Chrome/140.0.0.0",
    "1790000000000", "@acme", "0,99", "12 345 678 900", "https://s.test/p/40-pumps?utm_source=mail&sku=0012", "", "日本語 のポンプ",
])  # fmt: skip
def test_what_is_nobodys_is_left_alone(told: str) -> None:
    """Times, ids, versions, prices and network addresses are no numbers of people."""
    assert told == masked(told)


def test_fields_that_mean_a_person_are_hidden_whole() -> None:
    """In any language the forms' table knows, at any depth, also as {name, value}; products keep their names, empty values tell nothing."""
    sent = {"E-Mail": "x", "vorname": "Ann", "name": "Ann", "phone": 1701234567, "email": "", "plan": "pro", "message": "hello", "consent": True, "products": [{"name": "Pump", "sku": "1"}],
            "fields": [{"name": "email", "value": "x"}, {"name": "vat", "type": "text", "edits": 3}, {"label": "Nachricht", "value": "hello"}], "deep": {"имя": "Anna"}, "ann@acme.test": 1}  # fmt: skip
    told = veiled(sent, words=True, sent=True)
    assert [told[name] for name in ("E-Mail", "vorname", "name", "phone", "email", "plan", "message", "consent")] == [HIDDEN, HIDDEN, HIDDEN, HIDDEN, "", "pro", "hello", True]
    assert (sent["products"], {"имя": HIDDEN}, 1) == (told["products"], told["deep"], told[HIDDEN])
    assert [{"name": "email", "value": HIDDEN}, *sent["fields"][1:]] == told["fields"]
    silent = veiled(sent, words=False, sent=True)
    assert HIDDEN == silent["message"] == silent["fields"][2]["value"] and "pro" == silent["plan"]
    assert sent["name"] == veiled(sent)["name"], "of our own answers only the texts are looked at"


@pytest.mark.parametrize("told", ["0 " * 16000, "@" * 32000, "+1 " * 10000, "a" * 32000 + "@", "(" * 32000 + "1234567", "%25" * 10000 + "40", "?a=" * 10000 + "@", "0- ( " * 6000 + "1234567", "+" + " " * 32000 + "1234567"])
def test_no_text_takes_long(told: str) -> None:
    """32 KB made to be slow: a fraction of a second."""
    begin = time.monotonic()
    masked(told)
    assert time.monotonic() - begin < 0.5
