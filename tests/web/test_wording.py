"""How the pages say things."""

from __future__ import annotations

import pytest

from tracker.web.wording import ago, happened, mail_address, percent, phone_number, signed, web_address, who

HOUR = 3_600_000


@pytest.mark.parametrize(
    ("before", "told"),
    [(0, "just now"), (59_000, "just now"), (60_000, "1 minute ago"), (HOUR * 3, "3 hours ago"), (HOUR * 24, "1 day ago"), (HOUR * 24 * 400, "1 year ago"), (-30_000, "just now")],
)
def test_times(before: int, told: str) -> None:
    now = 1_790_000_000_000
    assert ago(now - before, now) == told
    assert ago(0, now) == "never"


def test_nothing_is_certain() -> None:
    assert [percent(chance) for chance in (0.0, 0.004, 0.01, 0.5, 0.994, 0.999, 1.0)] == [
        told.replace(" %", "\u00a0%") for told in ("< 1 %", "< 1 %", "1 %", "50 %", "99 %", "> 99 %", "> 99 %")
    ]
    assert (signed(1200), signed(-350), signed(0)) == ("+1\u202f200", "−350", "+0")


@pytest.mark.parametrize("told", ["javascript:alert(1)", " https://a.test", "\thttps://a.test", "JAVASCRIPT:1", "data:text/html,x", "//a.test", "/a", "", None, "httpsx://a", "vbscript:x", "java\nscript:x"])
def test_only_web_addresses_become_links(told: str | None) -> None:
    assert web_address(told) == ""


@pytest.mark.parametrize("told", ["http://a.test/x?y=1", "https://a.test", "HTTPS://A.test"])
def test_web_addresses_become_links(told: str) -> None:
    assert web_address(told) == told


def test_addresses_add_nothing_to_a_mail() -> None:
    assert mail_address("a@b.test?bcc=c@d.test&body=x") == "mailto:a@b.test%3Fbcc%3Dc@d.test%26body%3Dx"
    assert mail_address("o'neil+x@b.test") == "mailto:o%27neil%2Bx@b.test"
    assert phone_number("+386 (1) 555;ext=9") == "tel:+38615559"


def test_how_somebody_is_called() -> None:
    row = {"id": "v0123456789"}
    assert who(row) == "Visitor 012345"
    assert who({**row, "country": "SI"}) == "Visitor from SI"
    assert who({**row, "country": "SI", "organisation": "Uni"}) == "Visitor from Uni"
    assert who({**row, "company": "Acme", "organisation": "Uni"}) == "Somebody at Acme"
    assert who({**row, "email": "a@b.test", "company": "Acme"}) == "a@b.test"


def test_what_happened() -> None:
    step = {"kind": "page", "name": "", "title": "", "path": "/pricing", "url": "https://a.test/pricing"}
    assert happened(step) == "Looked at /pricing"
    assert happened({**step, "title": "Pricing"}) == "Looked at Pricing"
    assert happened({**step, "kind": "track", "name": "Demo Requested"}) == "Demo Requested"
    assert happened({**step, "kind": "screen", "name": "Home"}) == "Opened the screen Home"
