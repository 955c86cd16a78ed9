"""What becomes of one message: tries, rest, refusal, changed secrets, and how a change is called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.strategies import NOW, SITE, entry
from tests.trust.canary import running_collector
from tests.trust.receiving import Receiving, lead, verified
from tracker import addressbook
from tracker.collector import Collector
from tracker.deliver import AGAIN, attempt
from tracker.model import DAY_MS, Judged
from tracker.parcel import EVENTS
from tracker.wall.outbox import kinds

standardwebhooks = pytest.importorskip("standardwebhooks", reason="needs what setup.cfg names: make setup")


class Clock:
    """A clock that is set by hand."""

    now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[tuple[Collector, Clock]]:
    """A collector whose clock stands, and the clock."""
    made, clock = running_collector(tmp_path / "wall"), Clock()
    made.now = clock
    yield made, clock
    made.close()


def ask(collector: Collector, *numbers: int) -> None:
    """These become leads."""
    collector.store.record([entry(lead(number, timestamp=NOW)) for number in numbers])
    collector.settle()


def test_ten_tries_in_two_days_then_dead_then_sent_again(wall: tuple[Collector, Clock], receiver: Receiving) -> None:
    """Growing intervals, a fifth to either side; the dead are listed and can be sent again, under the same id."""
    collector, clock = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})
    receiver.answer(*[{"status": 500}] * 10, {"status": 200})
    ask(collector, 1)
    one = addressbook.found(collector, "shop", "crm")
    for tries, seconds in enumerate((*AGAIN, 0)):
        (waiting,) = collector.store.outbox.due(one.number, clock.now, 5)
        assert tries == waiting.tries
        assert not attempt(collector, one, waiting, chance=lambda: 1.0).taken
        assert not collector.store.outbox.due(one.number, clock.now + int(seconds * 1200) - 1, 5)
        clock.now += int(seconds * 1200)
    (dead,) = addressbook.deliveries(collector.store, "shop", "dead")
    assert (10, "answered 500", "lead.entered") == (dead["tries"], dead["says"], dead["type"])
    assert 1.5 * DAY_MS < clock.now - NOW < 2.5 * DAY_MS

    assert 1 == addressbook.resend(collector, "shop", "crm")
    (waiting,) = collector.store.outbox.due(one.number, clock.now, 5)
    assert attempt(collector, one, waiting).taken
    assert 1 == len({row["headers"]["webhook-id"] for row in receiver.got(11)})
    assert [] == addressbook.deliveries(collector.store, "shop", "dead")


def test_a_receiver_that_asks_for_rest_gets_it_and_one_that_is_gone_is_left_alone(wall: tuple[Collector, Clock], receiver: Receiving) -> None:
    """Retry-After is honoured beyond the usual interval; 410 pauses the destination."""
    collector, clock = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})
    receiver.answer({"status": 429, "headers": {"Retry-After": "600"}}, {"status": 410})
    ask(collector, 2)
    one = addressbook.found(collector, "shop", "crm")
    (waiting,) = collector.store.outbox.due(one.number, clock.now, 5)
    assert 600 == attempt(collector, one, waiting).rest
    assert not collector.store.outbox.due(one.number, clock.now + 599_000, 5)
    (waiting,) = collector.store.outbox.due(one.number, clock.now + 600_000, 5)
    attempt(collector, one, waiting)
    assert "410" in addressbook.found(collector, "shop", "crm").paused
    assert 1 == len(addressbook.deliveries(collector.store, "shop", "dead"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "100.64.0.1", "[fd00::1]"])
def test_private_networks_are_refused(wall: tuple[Collector, Clock], receiver: Receiving, host: str) -> None:
    """Whatever the address is written like: nothing is connected to, and the owner is told why."""
    collector, _ = wall
    port = receiver.url.split(":")[2].split("/")[0]
    addressbook.add(collector, "shop", "crm", "webhook", {"url": f"https://{host}:{port}/x"})
    told = addressbook.test(collector, "shop", "crm")
    assert not told["taken"] and "not public" in told["says"], told
    assert [] == receiver.got()


def test_redirects_are_not_followed(wall: tuple[Collector, Clock], receiver: Receiving) -> None:
    """A receiver cannot send us on to somewhere else."""
    collector, _ = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})
    receiver.answer({"status": 307, "headers": {"Location": receiver.url + "/second"}})
    assert {"taken": False, "says": "answered 307"} == addressbook.test(collector, "shop", "crm")
    assert ["/hook/token"] == [row["path"] for row in receiver.got()]


def test_a_new_secret_and_the_former_sign_for_a_day(receiver: Receiving, tmp_path: Path) -> None:
    """A receiver that still has the former secret takes messages until tomorrow."""
    collector = Collector({**running_settings(tmp_path)})
    collector.administer(lambda registry: registry.add_site(SITE, 0))
    former = addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})["secret"]
    fresh = addressbook.renew(collector, "shop", "crm")
    addressbook.test(collector, "shop", "crm")
    (row,) = receiver.got(1)
    assert verified(row, former) == verified(row, fresh) and former != fresh
    now = collector.now
    collector.now = lambda: now() + DAY_MS + 1000
    addressbook.test(collector, "shop", "crm")
    assert 1 == len(receiver.got(2)[1]["headers"]["webhook-signature"].split())
    collector.close()


def running_settings(folder: Path) -> dict[str, Any]:
    """The settings of a collector on a folder."""
    from tracker.settings import load

    return load({"data": str(folder / "own")}, {})


@pytest.mark.parametrize(("url", "says"), [("foo", "no web address"), ("ftp://x.example/", "no web address"), ("http://crm.example/", "unencrypted"), ("https://ann:pw@crm.example/", "Leave them out"), ("https://[::1/", "no web address"), ("https://x.example/a b", "no web address")])
def test_wrong_addresses_are_refused_with_a_remedy(wall: tuple[Collector, Clock], url: str, says: str) -> None:
    """Three parts: what was wrong, which value, what to do."""
    with pytest.raises(ValueError, match=says):
        addressbook.add(wall[0], "shop", "crm", "webhook", {"url": url})


@pytest.mark.parametrize(("before", "after", "told"), [
    (("excluded", "unknown", "visitor", 0), ("lead", "prospect", "lead"), ["lead.entered"]),
    (("excluded", "unknown", "visitor", 5), ("lead", "prospect", "lead"), ["lead.entered", "class.changed"]),
    (("lead", "prospect", "lead", 5), ("lead", "prospect", "qualified"), ["lead.stage_changed"]),
    (("lead", "prospect", "lead", 5), ("review", "prospect", "qualified"), ["lead.left", "review.needed"]),
    (("lead", "prospect", "lead", 5), ("excluded", "job_seeker", "lead"), ["lead.left", "class.changed"]),
    (("review", "prospect", "lead", 5), ("review", "prospect", "qualified"), []),
    (("excluded", "unknown", "visitor", 0), ("excluded", "bot", "visitor"), []),
])  # fmt: skip
def test_what_a_change_is_called(before: Any, after: Any, told: list[str]) -> None:
    """Each change has its event, and nothing else has one."""
    place, who, stage = after
    assert told == kinds(before, Judged(site="shop", visitor="v", place=place, rank=0, row={"class": who, "stage": stage}, first_seen=0, last_seen=0))
    assert set(told) <= set(EVENTS)


def test_a_merged_lead_leaves_into_the_other(wall: tuple[Collector, Clock], receiver: Receiving) -> None:
    """Two leads who turn out to be one: the receiver learns which id is no more, and where to look."""
    collector, _ = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": receiver.url, "private": True})
    ask(collector, 1, 2)
    before = {collector.store.resolve("shop", f"lead-{number}") for number in (1, 2)}
    collector.writer.do(lambda: collector.store.join("shop", "lead-1", "lead-2", "ann", NOW))
    collector.settle()
    (after,) = {collector.store.resolve("shop", f"lead-{number}") for number in (1, 2)}
    rows = addressbook.deliveries(collector.store, "shop")
    left = [row for row in rows if row["type"] == "lead.left"]
    assert [before - {after}] == [{row["visitor"]} for row in left], rows
    one = addressbook.found(collector, "shop", "crm")
    for waiting in collector.store.outbox.due(one.number, NOW, 9):
        attempt(collector, one, waiting)
    told = receiver.got(3)[2]["told"]["data"]
    assert (after, "merged", None) == (told["into"], told["reason"], told["visitor"])


def test_what_was_settled_a_month_ago_is_dropped(wall: tuple[Collector, Clock]) -> None:
    """The outbox does not grow for ever, also where a destination is paused for ever; what is fresh stays."""
    collector, _ = wall
    addressbook.add(collector, "shop", "crm", "webhook", {"url": "https://crm.example/"})
    ask(collector, 1)
    assert 0 == collector.writer.do(lambda: collector.store.post(lambda outbox: outbox.purge(NOW - 1)))
    assert 1 == len(addressbook.deliveries(collector.store, "shop"))
    assert 1 == collector.writer.do(lambda: collector.store.post(lambda outbox: outbox.purge(NOW + 1)))
    assert [] == addressbook.deliveries(collector.store, "shop")
