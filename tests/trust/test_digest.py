"""The mail digest, tried with a real mail server in another process: when it comes, what it says of whom, tries, kill -9."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import RunningCollector
from tests.strategies import NOW, SITE, entry
from tests.trust.canary import send, settled, winnow
from tests.trust.mailing import Mailbox
from tracker import addressbook
from tracker.collector import Collector
from tracker.deliver import Courier, attempt
from tracker.destinations.mail import due
from tracker.digest import plain
from tracker.model import DAY_MS
from tracker.settings import WrongSetting, load
from tracker.stores.sqlite import SqliteStore

pytest.importorskip("aiosmtpd", reason="needs what requirements-dev.txt names: make test")
HOUR = 3_600_000


class Clock:
    """A clock that is set by hand."""

    now = NOW

    def __call__(self) -> int:
        return self.now


def opened(folder: Path, port: int, clock: Clock, **settings: Any) -> Collector:
    """A collector on a folder that knows the mail server, whose clock stands."""
    told = {"data": str(folder), "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "mail_from": "Winnow <winnow@shop.test>", "public_url": "https://winnow.shop.test", **settings}
    made = Collector(load(told, {}), now=clock)
    made.administer(lambda registry: registry.add_site(SITE, NOW))
    return made


@pytest.fixture
def house(tmp_path: Path, mailbox: Mailbox) -> Iterator[tuple[Collector, Clock]]:
    """A collector that knows the mail server, and its clock."""
    clock = Clock()
    made = opened(tmp_path / "house", mailbox.port, clock)
    yield made, clock
    made.close()


def round_of(collector: Collector) -> None:
    """One look into the outbox, with all that it begins."""
    courier = Courier(collector)
    courier.round()
    courier._thread = courier  # type: ignore[assignment] # it was never started
    for thread in courier._at_work.values():
        thread.join(30)


def asks(number: int, at: int, **more: Any) -> dict[str, Any]:
    """Somebody who asks for an offer."""
    told = {"email": f"ann{number}@acme{number}.example", "name": f"Ann{number} Buyer", "company": f"Acme{number} Ltd", "message": "Please send us an offer for 20 pumps", **more}
    return {"type": "track", "event": "Quote Requested", "anonymousId": f"lead-{number}", "messageId": f"q{number}", "timestamp": at, "properties": told}


def happen(collector: Collector, *messages: dict[str, Any]) -> None:
    """Keep and judge."""
    collector.store.record([entry(message) for message in messages])
    collector.settle()


def parts(mail: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML of a mail."""
    return mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()


def test_the_news_of_a_day(house: tuple[Collector, Clock], mailbox: Mailbox) -> None:
    """At its hour, to everybody named, in both forms, with links that lead to the pages and contact data under decision ids; on a day without news none."""
    collector, clock = house
    told = addressbook.add(collector, "shop", "team", "mail", {"to": ["sales@shop.test", "boss@shop.test"], "contact": True})
    assert "1970" not in told["next_digest"] and [] == mailbox.got()
    happen(collector, asks(1, NOW), asks(2, NOW))
    clock.now = NOW + 2 * HOUR
    collector.writer.do(lambda: collector.store.suppress("shop", "d:lead-2", "objection", clock.now, collector.store.resolve("shop", "lead-2")))
    collector.settle()
    round_of(collector)
    assert [] == mailbox.got(), "before its hour"
    clock.now = NOW + 7 * HOUR
    round_of(collector)

    (mail,) = mailbox.got(1)
    assert ["sales@shop.test", "boss@shop.test"] == mailbox.envelope(0)["to"] and "Winnow <winnow@shop.test>" == mail["From"]
    assert "shop: 1 new lead" == mail["Subject"].split(", ")[0], mail["Subject"]
    visitor = collector.store.resolve("shop", "lead-1")
    for form in parts(mail):
        assert "Ann1 Buyer" in form and "ann1@acme1.example" in form and f"https://winnow.shop.test/visitors/{visitor}?site=shop" in form
        assert "ann2" not in form and "Ann2" not in form, "has objected since"
        assert "winnow destination remove team" in form and "own machine only" not in form
    decision = parts(mail)[0].split("(decision ")[1].split(")")[0]
    noted = collector.store.ask(lambda db, number: db.execute("SELECT id FROM decisions WHERE channel = 'mail:team'").fetchall(), "shop")
    assert [(decision,)] == noted

    for day in (1, 2):
        clock.now = NOW + 7 * HOUR + day * DAY_MS
        round_of(collector)
    assert 1 == len(mailbox.got())
    assert ["taken", *["nothing had happened: no mail"] * 2] == [row["says"] for row in addressbook.deliveries(collector.store, "shop")]
    happen(collector, asks(3, clock.now))
    clock.now += DAY_MS
    round_of(collector)
    assert "Ann3" in parts(mailbox.got(2)[1])[0] and "Ann1" not in parts(mailbox.got()[1])[0], "each is news once"


def test_without_contact_it_names_nobody(house: tuple[Collector, Clock], mailbox: Mailbox) -> None:
    """A firm and a link, no name, no address; a stranger's words become neither markup nor a link."""
    collector, clock = house
    addressbook.add(collector, "shop", "team", "mail", {"to": ["sales@shop.test"]})
    happen(collector, asks(1, NOW, company="<b>Evil</b>\r\nBcc: x@evil.example https://evil.example/login"))
    clock.now = NOW + 7 * HOUR
    round_of(collector)
    (mail,) = mailbox.got(1)
    text, markup = parts(mail)
    assert "Ann1" not in text + markup and "ann1" not in text + markup and "names nobody" in text
    assert "<b>Evil" not in markup and "&lt;b&gt;Evil" in markup
    assert "evil.example" not in text + markup and "evil[.]example" in text
    assert ["sales@shop.test"] == mailbox.envelope(0)["to"] and mail["Bcc"] is None


def test_many_leads_make_no_endless_mail(house: tuple[Collector, Clock], mailbox: Mailbox) -> None:
    """Twenty with their data; the rest is a number and a link, and their contact data stays."""
    collector, clock = house
    addressbook.add(collector, "shop", "team", "mail", {"to": ["sales@shop.test"], "contact": True})
    happen(collector, *(asks(number, NOW) for number in range(25)))
    clock.now = NOW + 7 * HOUR
    round_of(collector)
    (mail,) = mailbox.got(1)
    assert "25 new leads" in mail["Subject"] and "and 5 more" in parts(mail)[0]
    assert 20 == parts(mail)[0].count("@acme") == collector.store.ask(lambda db, number: db.execute("SELECT count(*) FROM decisions").fetchone()[0], "shop")


def test_a_server_that_was_down_tells_all_in_one(house: tuple[Collector, Clock], mailbox: Mailbox) -> None:
    """Four days without the server: one digest over all of it, and the next at the usual time."""
    collector, clock = house
    addressbook.add(collector, "shop", "team", "mail", {"to": ["sales@shop.test"]})
    happen(collector, asks(1, NOW))
    clock.now = NOW + 4 * DAY_MS + 11 * HOUR
    round_of(collector)
    round_of(collector)
    assert 1 == len(mailbox.got(1))
    assert NOW + 5 * DAY_MS + 7 * HOUR == addressbook.found(collector, "shop", "team").due


def test_a_mail_server_that_refuses_is_tried_again(house: tuple[Collector, Clock], mailbox: Mailbox) -> None:
    """The same Message-ID at each try; no server at all is a failed try with a remedy."""
    collector, clock = house
    addressbook.add(collector, "shop", "team", "mail", {"to": ["sales@shop.test"]})
    mailbox.answer({"says": "451 later"}, {})
    happen(collector, asks(1, NOW))
    clock.now = NOW + 7 * HOUR
    round_of(collector)
    (row,) = addressbook.deliveries(collector.store, "shop")
    assert ("waiting", "the mail server did not take it (SMTPDataError 451)") == (row["state"], row["says"])
    clock.now += 10_000
    one = addressbook.found(collector, "shop", "team")
    (waiting,) = collector.store.outbox.due(one.number, clock.now, 5)
    bare = Collector.__new__(Collector)
    bare.__dict__.update(collector.__dict__, settings={**collector.settings, "smtp_host": ""})
    assert "smtp_host" in attempt(bare, one, waiting).says
    clock.now += HOUR
    round_of(collector)
    first, second = mailbox.got(2)
    assert first["Message-ID"] == second["Message-ID"] and first["Message-ID"].endswith("@shop.test>")


def test_encrypted_and_signed_in(tmp_path: Path) -> None:
    """STARTTLS with a certificate that is checked, then name and password; a certificate nobody vouches for is refused."""
    if not shutil.which("openssl"):
        pytest.skip("needs the command openssl")
    names = (tmp_path / "cert.pem", tmp_path / "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", names[0], "-keyout", names[1]], check=True, capture_output=True)
    box, clock = Mailbox(tmp_path / "box", *map(str, names)), Clock()
    made = opened(tmp_path / "house", box.port, clock, smtp_host="localhost", smtp_security="starttls", smtp_user="ann", smtp_password="pw")
    try:
        addressbook.add(made, "shop", "team", "mail", {"to": ["sales@shop.test"]})
        assert "SSLCertVerificationError" in addressbook.test(made, "shop", "team")["says"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSL_CERT_FILE", str(names[0]))
            assert {"taken": True, "says": "taken"} == addressbook.test(made, "shop", "team")
            made.settings["smtp_password"] = "wrong"
            assert "SMTPAuthenticationError 535" in addressbook.test(made, "shop", "team")["says"]
        (mail,) = box.got(1)
        assert box.envelope(0)["tls"] and box.envelope(0)["who"] and "speaks of nobody" in mail.get_content()
    finally:
        made.close()
        box.end()


def test_killed_before_the_answer_it_comes_again_under_the_same_id(own_collector: Callable[..., RunningCollector], mailbox: Mailbox) -> None:
    """kill -9 while the mail server has the mail and has not answered: after the start it comes again, with the same Message-ID."""
    where = {"WINNOW_SMTP_HOST": "127.0.0.1", "WINNOW_SMTP_PORT": str(mailbox.port), "WINNOW_SMTP_SECURITY": "none", "WINNOW_MAIL_FROM": "winnow@shop.test"}
    running = own_collector(**where)
    assert "first on" in winnow(running, "destination", "add", "team", "--mail", "sales@shop.test", "--every", "weekly", "--weekday", "fri", "--zone", "Europe/Berlin")
    send(running, [{**asks(1, int(time.time() * 1000))}])
    settled(running)
    assert 0 == running.stop()
    store = SqliteStore(running.folder)
    (one,) = store.outbox.destinations()
    store.post(lambda outbox: outbox.db.execute("UPDATE destinations SET due = 1"))
    store.close()
    mailbox.answer({"seconds": 4}, {})
    running.start()
    mailbox.got(1)
    running.kill()
    running.start()
    first, second = mailbox.got(2)
    assert first["Message-ID"] == second["Message-ID"] and "1 new lead" in second["Subject"]
    running.until("/v1/deliveries?state=done", lambda told: len(told["deliveries"]) == 1)
    assert "own machine only" in parts(second)[0]
    assert one.due == SqliteStore(running.folder, owner=False).outbox.destinations()[0].due


@pytest.mark.parametrize(("told", "now", "then"), [
    ({"every": "daily", "hour": 7, "zone": "Europe/Berlin"}, "2026-03-28 08:00", "2026-03-29 07:00"),
    ({"every": "daily", "hour": 2, "zone": "Europe/Berlin"}, "2026-03-28 03:00", "2026-03-29 03:00"),
    ({"every": "daily", "hour": 7, "zone": "Europe/Berlin"}, "2026-10-24 07:00", "2026-10-25 07:00"),
    ({"every": "weekly", "hour": 7, "weekday": "mon", "zone": "Asia/Kolkata"}, "2026-11-25 09:00", "2026-11-30 07:00"),
    ({"every": "weekly", "hour": 9, "weekday": "wed", "zone": "America/New_York"}, "2026-11-25 08:59", "2026-11-25 09:00"),
])  # fmt: skip
def test_its_hour_is_that_of_the_zone(told: dict[str, Any], now: str, then: str) -> None:
    """Also on the days when clocks are set; an hour that is left out comes when the clock is past it."""
    zone = ZoneInfo(told["zone"])
    at = due({"weekday": "mon", **told}, int(datetime.fromisoformat(now).replace(tzinfo=zone).timestamp() * 1000))
    assert then == datetime.fromtimestamp(at / 1000, zone).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(("told", "says"), [({"to": ["ann"]}, "no mail address"), ({"to": ["ann@x.test\nBcc: b@y.test"]}, "no mail address"), ({"to": []}, "no mail address"), ({"to": ["a@b.test"], "zone": "Mars"}, "no time zone"), ({"to": ["a@b.test"], "events": ["lead.left"]}, "for webhooks")])
def test_wrong_settings_are_refused_with_a_remedy(house: tuple[Collector, Clock], told: dict[str, Any], says: str) -> None:
    """Three parts: what was wrong, which value, what to do."""
    with pytest.raises(ValueError, match=says):
        addressbook.add(house[0], "shop", "team", "mail", told)


@pytest.mark.parametrize(("name", "value"), [("smtp_security", "ssl"), ("mail_from", "winnow"), ("smtp_port", 70000)])
def test_wrong_mail_settings_stop_the_start(name: str, value: Any) -> None:
    """With key, value and remedy."""
    with pytest.raises(WrongSetting, match=name):
        load({name: value}, {})


def test_the_password_is_not_printed(own_collector: Callable[..., RunningCollector], monkeypatch: pytest.MonkeyPatch) -> None:
    """`winnow settings` says that there is one."""
    monkeypatch.setenv("WINNOW_SMTP_PASSWORD", "hunter2")
    done = subprocess.run([sys.executable, "-m", "tracker", "settings"], capture_output=True, text=True, check=True)
    assert "hunter2" not in done.stdout and "smtp_password = (set, not shown)" in done.stdout


def test_what_strangers_wrote_makes_no_links() -> None:
    """In one line, without schemes, names of hosts taken apart; initials and numbers stay."""
    assert "J.R. Smith 3.5 acme[.]example evil[.]example/x" == plain("J.R. Smith\r\n3.5 acme.example\thttps://evil.example/x".replace("https", "").replace("://", ""))
    assert "://" not in plain("see http://evil.example") and "evil.example" not in plain("see http://evil.example")
