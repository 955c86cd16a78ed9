"""One conformance suite for every store on the shelf: what the wall promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shelves.walls import STORES, judged, page, reread_all
from tests.strategies import NOW, SITE, WORLD, entry, messages, unique
from tracker.identity import device_key, public_id
from tracker.rereading import reread_next
from tracker.rulebook import load
from tracker.wire import Ask


@pytest.fixture(params=sorted(STORES))
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Any]]:
    """Makes empty stores of one kind, and closes them."""
    made = []

    def make() -> Any:
        made.append(STORES[request.param](tmp_path_factory.mktemp("wall"), [SITE]))
        return made[-1]

    yield make
    for store in made:
        store.close()


def test_an_event_is_kept_once(new_store: Callable[[], Any]) -> None:
    """The same message changes nothing the second time: not in the next batch, not in the same one."""
    store = new_store()

    assert [False, True] == store.record([entry(page("d", "m")), entry(page("d", "m"))])
    before = judged(store)
    assert [True] == store.record([entry(page("d", "m", "/careers"))])

    assert before == judged(store)
    assert 1 == store.total_events()


def test_an_event_that_cannot_be_kept_takes_no_other_with_it(new_store: Callable[[], Any]) -> None:
    """Its fault stands at its place; its neighbours are kept, repeated ones told apart."""
    store = new_store()
    poison = msgspec.structs.replace(entry(page("d", "bad")), site="nowhere")

    first, fault, last, again = store.record_apart([entry(page("d", "m1")), poison, entry(page("d", "m2")), entry(page("d", "m1"))])

    assert (False, False, True) == (first, last, again) and isinstance(fault, store.Poison)
    assert 2 == store.total_events() and 1 == len(judged(store))


def test_events_come_back_as_they_were(new_store: Callable[[], Any]) -> None:
    """Every field of an event survives the wall, properties as sent."""
    store = new_store()
    told = {**page("d", "m", "/a"), "properties": {"url": "https://shop.test/a", "path": "/a", "title": "T", "n": [1, {"x": None}], "ü": 1.5}}
    told["context"] = {"locale": "de", "userAgent": "UA", "ip": "1.2.3.4", "headers": {"Referer": "r"}, "page": {"referrer": "https://x.test/"}}
    made = entry(told)
    store.record([made])

    (found,) = store.events("shop", store.resolve("shop", "d"), 10)

    assert {field: getattr(made.event, field) for field in made.event.__struct_fields__ if field != "facts"} == {
        field: getattr(found, field) for field in found.__struct_fields__ if field != "facts"
    }


def test_ids_of_one_person_answer_alike(new_store: Callable[[], Any]) -> None:
    """anonymousId, userId, visitor id and the id of a part all lead to the one visitor."""
    store = new_store()
    store.record([entry(page("d1", "m1")), entry({**page("d1", "m2"), "userId": "u"}), entry({**page("d2", "m3"), "userId": "u"})])

    visitor = store.resolve("shop", "u")

    assert {visitor} == {store.resolve("shop", identity) for identity in ("d1", "d2", "u", visitor, public_id("shop", device_key("d1")))}
    assert 3 == store.known("shop", visitor).events
    assert 1 == len(judged(store))


def test_a_shared_computer_joins_nobody(new_store: Callable[[], Any]) -> None:
    """Two accounts on one device stay two people; what was done before signing in stays apart."""
    store = new_store()
    store.record([entry(page("pc", "m1")), entry({**page("pc", "m2"), "userId": "u1"}), entry({**page("pc", "m3"), "userId": "u2"})])

    assert 3 == len({store.resolve("shop", identity) for identity in ("pc", "u1", "u2")})
    assert 3 == len(judged(store))


def test_a_merge_can_be_undone_bit_for_bit(new_store: Callable[[], Any]) -> None:
    """Joining two visitors and cutting them again gives back the same evidence and the same rows."""
    store = new_store()
    store.record([entry(page("d1", "m1", "/careers")), entry(page("d2", "m2", "/pricing"))])
    before = judged(store)
    parts = [store.known("shop", store.resolve("shop", device)).evidence for device in ("d1", "d2")]

    assert store.join("shop", *(store.resolve("shop", device) for device in ("d1", "d2")), "me", NOW)
    (together,) = judged(store).values()
    assert parts[0] + parts[1] == store.known("shop", together.visitor).evidence
    store.cut("shop", device_key("d1"), True)

    assert parts == [store.known("shop", store.resolve("shop", device)).evidence for device in ("d1", "d2")]
    assert before == judged(store)


def test_an_address_joins_devices(new_store: Callable[[], Any]) -> None:
    """The same personal e-mail address on two devices is one person."""
    store = new_store()
    for number in (1, 2):
        store.record([entry({"type": "identify", "anonymousId": f"d{number}", "messageId": f"m{number}", "timestamp": NOW, "traits": {"email": "ann@acme.test"}})])

    assert store.resolve("shop", "d1") == store.resolve("shop", "d2")


def test_lists_page_without_gaps(new_store: Callable[[], Any]) -> None:
    """Pages of a list are disjoint, ordered and complete."""
    store = new_store()
    store.record([entry(page(f"d{number}", f"m{number}", "/careers" if number % 2 else "/")) for number in range(25)])
    everybody = judged(store)
    ask, seen = Ask(site="shop", place="excluded", limit=4), []
    while True:
        part = store.slice(ask)
        seen += [row.visitor for row in part.rows]
        if not part.next:
            break
        ask = Ask(site="shop", place="excluded", limit=4, after=part.next)

    assert 25 == part.total == len(seen)
    assert set(everybody) == set(seen)


def test_a_page_and_the_counts_are_of_one_moment(new_store: Callable[[], Any]) -> None:
    """Where visitors come between two reads of a page, its total, its rows and the counts of the lists still agree."""
    store = new_store()
    store.record([entry(page(f"d{number}", f"m{number}")) for number in range(3)])
    judged(store)
    if hasattr(store, "reader"):  # somebody comes whenever a query begins

        def come(query: str) -> None:
            come.number += 1
            store.record([entry(page(f"new-{come.number}", f"new-{come.number}"))])

        come.number = 0
        store.reader.set_trace_callback(come)
    found = store.slice(Ask(site="shop", place="excluded", limit=200))

    assert found.total == len(found.rows) == found.counts["excluded"]
    assert sum(found.counts.values()) == found.total + found.counts["lead"] + found.counts["review"]


def test_dispositions_move_a_visitor(new_store: Callable[[], Any]) -> None:
    """What sales says stands above the classifier, and the visitor stays on exactly one list."""
    store = new_store()
    store.record([entry({"type": "identify", "anonymousId": "d", "messageId": "m", "timestamp": NOW, "traits": {"email": "ann@acme.test"}})])
    judged(store)
    visitor = store.resolve("shop", "d")

    store.dispose("shop", visitor, {"class": "prospect", "outcome": "", "note": "", "author": "me", "at": NOW})
    assert "lead" == judged(store)[visitor].place
    store.dispose("shop", visitor, {"class": "student", "outcome": "", "note": "", "author": "me", "at": NOW})

    assert ("excluded", "student") == (judged(store)[visitor].place, judged(store)[visitor].row["class"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(told=st.lists(messages(), min_size=1, max_size=14), order=st.randoms(use_true_random=False), size=st.integers(1, 5))
def test_order_and_batches_change_nothing(new_store: Callable[[], Any], told: list[dict], order: Any, size: int) -> None:
    """The same messages in any order, in batches of any size, give the same visitors and verdicts."""
    told = unique(told)
    one, other = new_store(), new_store()
    one.record([entry(message) for message in told])
    shuffled = list(told)
    order.shuffle(shuffled)
    for start in range(0, len(shuffled), size):
        other.record([entry(message) for message in shuffled[start : start + size]])
        judged(other)

    assert judged(one) == judged(other)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(told=st.lists(messages(), min_size=1, max_size=14))
def test_a_rebuild_gives_what_live_work_gave(new_store: Callable[[], Any], told: list[dict]) -> None:
    """Replaying the kept events through the same rules changes no row and no evidence."""
    store = new_store()
    store.record([entry(message) for message in unique(told)])
    before = judged(store)
    evidence = {visitor: store.known("shop", visitor) for visitor in before}

    assert len(unique(told)) == reread_all(store, lambda work: work(), store.sites())

    assert before == judged(store)
    assert evidence == {visitor: store.known("shop", visitor) for visitor in before}


def test_the_stores_agree(tmp_path: Path) -> None:
    """Memory and SQLite give the same rows for the same messages."""
    told = [{**page(f"d{n % 7}", f"m{n}", ("/careers", "/pricing", "/cart")[n % 3]), "userId": f"u{n % 4}" if n % 5 == 0 else None} for n in range(60)]
    rows = []
    for name, new in STORES.items():
        store = new(tmp_path / name, [SITE])
        store.record([entry(message) for message in told])
        rows.append(judged(store))
        store.close()

    assert len(rows) >= 2 and all(row == rows[0] for row in rows)


def by_rules(store: Any, site: Any = SITE, **changed: Any) -> None:
    """Read everything again as a site with other words of its owner would."""
    reread_all(store, lambda work: work(), {"shop": msgspec.structs.replace(site, **changed)})


def told_of(store: Any) -> dict[str, Any]:
    """All that is known, by visitor, with the rows."""
    return {visitor: (row, store.known("shop", visitor)) for visitor, row in judged(store).items()}


def test_reading_again_follows_other_rules_and_back(new_store: Callable[[], Any]) -> None:
    """A page that becomes a careers page speaks so of the past, and falls silent again: nothing of older rules stays."""
    store = new_store()
    store.record([entry(page(f"d{number}", f"m{number}", "/x7")) for number in range(3)])
    before = told_of(store)

    by_rules(store, sections={"careers": ["^/x7"]})
    assert all(("careers_page", NOW // 86_400_000) in known.evidence.marks for _, known in told_of(store).values())
    by_rules(store)

    assert before == told_of(store)


def test_links_that_no_event_proves_any_more_go(new_store: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that today's rules take for nobody's own joins no longer; what a person said or cut stays so."""
    store = new_store()
    address = {"type": "identify", "timestamp": NOW, "traits": {"email": "ann@acme.test"}}
    store.record([entry({**address, "anonymousId": f"d{number}", "messageId": f"m{number}"}) for number in (1, 2)])
    store.record([entry(page(device, device)) for device in ("d3", "d4")])
    store.record([entry({**page("d5", "m5"), "userId": "u5"}), entry(page("d5", "m6"))])
    assert store.join("shop", store.resolve("shop", "d3"), store.resolve("shop", "d4"), "me", NOW)
    store.cut("shop", device_key("d5"), True)
    assert store.resolve("shop", "d1") == store.resolve("shop", "d2")

    monkeypatch.setattr("tracker.pipeline.emails_of", lambda event: ())
    by_rules(store)

    assert store.resolve("shop", "d1") != store.resolve("shop", "d2")
    assert store.resolve("shop", "d3") == store.resolve("shop", "d4")
    assert store.resolve("shop", "d5") != store.resolve("shop", "u5")
    assert 5 == len(judged(store))
    monkeypatch.undo()
    by_rules(store)
    assert store.resolve("shop", "d1") == store.resolve("shop", "d2")
    assert 4 == len(judged(store))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(told=st.lists(messages(), min_size=2, max_size=16), size=st.integers(1, 4), order=st.randoms(use_true_random=False))
def test_what_comes_while_events_are_read_again_is_in_the_result(new_store: Callable[[], Any], told: list[dict], size: int, order: Any) -> None:
    """Portions of one event or few, events coming in between, a rebuild asked for anew in the middle: in the end the
    wall is what live work gave, and after each portion the lists hold every visitor once."""
    told = unique(told)
    other, store = new_store(), new_store()
    other.record([entry(message) for message in told])
    middle = order.randrange(len(told))
    store.record([entry(message) for message in told[:middle]])
    late = iter(told[middle:])
    commits = [0]

    def commit(work: Callable[[], Any]) -> Any:
        commits[0] += 1
        if (message := next(late, None)) is not None:  # between the look at a portion and its renewal
            store.record([entry(message)])
        if commits[0] == 3:
            store.ask_reread("shop", 0)
        return work()

    store.ask_reread("shop", 0)
    while reread_next(store, commit, store.sites(), load(), WORLD, NOW, size) is not None:
        judged(store)
    store.record([entry(message) for message in late])

    assert told_of(other) == told_of(store)
